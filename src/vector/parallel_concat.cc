#include "vector/parallel_concat.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "base/error.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Copies values to `out`, or to the places of `whole`.
template <typename T>
void CopyValues(const Vector& part, T* out, T* whole, const uint32_t* places) {
  const uint32_t size = part.size();
  if (part.IsDictionary() && part.dictionary().size() == 0) {  // all rows are NULL
    for (uint32_t i = 0; i < size; ++i) (places != nullptr ? whole[places[i]] : out[i]) = T{};
  } else if (places != nullptr) {
    const VectorReader<T> reader(part);
    for (uint32_t i = 0; i < size; ++i) whole[places[i]] = reader[i];
  } else if (part.IsFlat()) {
    std::memcpy(static_cast<void*>(out), part.values<T>(), size * sizeof(T));
  } else if (part.IsConstant()) {
    std::fill_n(out, size, part.values<T>()[0]);
  } else {
    const T* values = part.dictionary().values<T>();
    const uint32_t* codes = part.codes();
    for (uint32_t i = 0; i < size; ++i) out[i] = values[codes[i]];
  }
}

}  // namespace

std::shared_ptr<const Vector> SharedDictionary(const std::vector<const Vector*>& parts) {
  for (const Vector* part : parts) {
    if (!part->IsDictionary() || part->dictionary_ptr() != parts[0]->dictionary_ptr()) return {};
  }
  return parts.empty() ? nullptr : parts[0]->dictionary_ptr();
}

std::shared_ptr<const void> OwnerOfStrings(const std::vector<const Vector*>& parts) {
  // One owner for all: a vector copies its list of owners whenever rows are gathered from it.
  auto owners = std::make_shared<std::vector<std::shared_ptr<const void>>>();
  std::unordered_set<const void*> seen;
  for (const Vector* part : parts) {
    if (part->type().physical() != PhysicalType::kString) continue;
    for (const auto& owner : part->owners()) {
      if (seen.insert(owner.get()).second) owners->push_back(owner);
    }
    if (part->IsDictionary() && seen.insert(part->dictionary_ptr().get()).second) {
      owners->push_back(part->dictionary_ptr());
    }
  }
  if (owners->empty()) return nullptr;
  return owners;
}

ParallelConcat::ParallelConcat(LogicalType type, const std::vector<const Vector*>& parts)
    : type_(std::move(type)) {
  if (type_.IsNested()) {
    out_ = ConcatVectors(type_, parts).Flatten();
    return;
  }
  uint64_t rows = 0;
  bool nulls = false;
  for (const Vector* part : parts) {
    offsets_.push_back(static_cast<uint32_t>(rows));
    rows += part->size();
    nulls = nulls || part->MayHaveNulls();
  }
  if (rows > UINT32_MAX) throw InternalError("more than 4 billion rows in one vector");
  const auto size = static_cast<uint32_t>(rows);
  if (const auto dictionary = SharedDictionary(parts)) {
    out_ = Vector::Dictionary(dictionary, Buffer::Allocate(rows * sizeof(uint32_t)), size);
  } else {
    const size_t width = PhysicalWidth(type_.physical());
    out_ = Vector::Flat(type_, size, Buffer::Allocate(rows * width), nullptr);
    if (auto owner = OwnerOfStrings(parts)) out_.AddOwner(std::move(owner));
  }
  if (nulls) out_.MutableValidity();
}

void ParallelConcat::Copy(size_t i, const Vector& part, const uint32_t* places) {
  if (type_.IsNested()) {
    if (places != nullptr) throw InternalError("nested values are not put in another order");
    return;
  }
  if (!out_.IsDictionary()) {
    DispatchPhysical(type_.physical(), [&]<typename T>() {
      T* whole = out_.mutable_values<T>();
      CopyValues<T>(part, whole + offsets_[i], whole, places);
    });
  } else if (places == nullptr) {
    std::memcpy(out_.mutable_values<uint32_t>() + offsets_[i], part.codes(),
                part.size() * sizeof(uint32_t));
  } else {
    auto* whole = out_.mutable_values<uint32_t>();
    for (uint32_t row = 0; row < part.size(); ++row) whole[places[row]] = part.codes()[row];
  }
  CopyNulls(i, part, places);
}

void ParallelConcat::CopyNulls(size_t i, const Vector& part, const uint32_t* places) {
  // The NULLs among a dictionary's own values stay where the dictionary does.
  if (out_.IsDictionary() ? part.validity() == nullptr : !part.MayHaveNulls()) return;
  auto* bits = out_.validity_buffer()->as<uint64_t>();
  for (uint32_t row = 0; row < part.size(); ++row) {
    if (!part.IsNull(row)) continue;
    const size_t bit = places != nullptr ? places[row] : size_t{offsets_[i]} + row;
    // Neighbouring parts share words.
    __atomic_fetch_and(&bits[bit >> 6], ~(uint64_t{1} << (bit & 63)), __ATOMIC_RELAXED);
  }
}

}  // namespace lakebolt
