#include "vector/parallel_concat.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "base/error.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Returns the dictionary that all parts share, or null.
std::shared_ptr<const Vector> SharedDictionary(const std::vector<const Vector*>& parts) {
  for (const Vector* part : parts) {
    if (!part->IsDictionary() || part->dictionary_ptr() != parts[0]->dictionary_ptr()) return {};
  }
  return parts.empty() ? nullptr : parts[0]->dictionary_ptr();
}

template <typename T>
void CopyValues(const Vector& part, T* out) {
  const uint32_t size = part.size();
  if (part.IsFlat()) {
    std::memcpy(static_cast<void*>(out), part.values<T>(), size * sizeof(T));
  } else if (part.IsConstant()) {
    std::fill_n(out, size, part.values<T>()[0]);
  } else if (part.dictionary().size() == 0) {  // all rows are NULL
    std::fill_n(out, size, T{});
  } else {
    const T* values = part.dictionary().values<T>();
    const uint32_t* codes = part.codes();
    for (uint32_t i = 0; i < size; ++i) out[i] = values[codes[i]];
  }
}

}  // namespace

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
    PlanOwners(parts);
  }
  if (nulls) out_.MutableValidity();
}

void ParallelConcat::PlanOwners(const std::vector<const Vector*>& parts) {
  if (type_.physical() != PhysicalType::kString) return;
  // One owner for all: a vector copies its list of owners whenever rows are gathered from it.
  auto owners = std::make_shared<std::vector<std::shared_ptr<const void>>>();
  std::unordered_set<const void*> seen;
  for (const Vector* part : parts) {
    for (const auto& owner : part->owners()) {
      if (seen.insert(owner.get()).second) owners->push_back(owner);
    }
    if (part->IsDictionary() && seen.insert(part->dictionary_ptr().get()).second) {
      owners->push_back(part->dictionary_ptr());
    }
  }
  if (!owners->empty()) out_.AddOwner(std::move(owners));
}

void ParallelConcat::Copy(size_t i, const Vector& part) {
  if (type_.IsNested()) return;
  if (out_.IsDictionary()) {
    std::memcpy(out_.mutable_values<uint32_t>() + offsets_[i], part.codes(),
                part.size() * sizeof(uint32_t));
  } else {
    DispatchPhysical(type_.physical(), [&]<typename T>() {
      CopyValues<T>(part, out_.mutable_values<T>() + offsets_[i]);
    });
  }
  CopyNulls(i, part);
}

void ParallelConcat::CopyNulls(size_t i, const Vector& part) {
  // The NULLs among a dictionary's own values stay where the dictionary does.
  if (out_.IsDictionary() ? part.validity() == nullptr : !part.MayHaveNulls()) return;
  auto* bits = out_.validity_buffer()->as<uint64_t>();
  for (uint32_t row = 0; row < part.size(); ++row) {
    if (!part.IsNull(row)) continue;
    const size_t bit = size_t{offsets_[i]} + row;
    // Neighbouring parts share words.
    __atomic_fetch_and(&bits[bit >> 6], ~(uint64_t{1} << (bit & 63)), __ATOMIC_RELAXED);
  }
}

}  // namespace lakebolt
