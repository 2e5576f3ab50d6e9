#include "exec/join/packed_rows.h"

#include <algorithm>
#include <cstring>

#include "vector/parallel_concat.h"

namespace lakebolt {

namespace {

constexpr size_t kCacheLine = 64;
/// Rows copied out at a time: the next ones are on their way into the cache meanwhile.
constexpr uint32_t kGatherStep = 64;

}  // namespace

uint32_t PackedRows::AddColumn(const LogicalType& type, const std::vector<const Vector*>& parts) {
  Field field;
  field.type = type;
  field.width = PhysicalWidth(type.physical());
  field.nullable = std::any_of(parts.begin(), parts.end(),
                               [](const Vector* part) { return part->MayHaveNulls(); });
  field.strings = OwnerOfStrings(parts);
  fields_.push_back(std::move(field));
  return columns() - 1;
}

void PackedRows::Allocate(uint32_t rows) {
  std::vector<Field*> order;
  for (Field& field : fields_) order.push_back(&field);
  std::stable_sort(order.begin(), order.end(),
                   [](const Field* a, const Field* b) { return a->width > b->width; });
  size_t offset = 0;
  for (Field* field : order) {
    field->offset = offset;
    offset += field->width;
  }
  uint32_t nulls = 0;
  for (Field& field : fields_) {
    if (!field.nullable) continue;
    field.null_byte = offset + nulls / 8;
    field.null_bit = static_cast<uint8_t>(1U << (nulls % 8));
    ++nulls;
  }
  constexpr size_t kWord = sizeof(uint64_t);
  stride_ = (offset + (nulls + 7) / 8 + kWord - 1) / kWord * kWord;
  data_ = Buffer::Allocate(rows * stride_);
}

void PackedRows::Copy(uint32_t column, const Vector& part, uint32_t first, const uint32_t* places) {
  const Field& field = fields_[column];
  const uint32_t count = part.size();
  uint8_t* const base = data_->data();
  const auto row_at = [&](uint32_t i) {
    return base + (places != nullptr ? places[i] : size_t{first} + i) * stride_;
  };
  DispatchPhysical(field.type.physical(), [&]<typename T>() {
    const VectorReader<T> reader(part);
    const bool empty = part.IsDictionary() && part.dictionary().size() == 0;  // all are NULL
    for (uint32_t i = 0; i < count; ++i) {
      const T value = empty ? T{} : reader[i];
      std::memcpy(row_at(i) + field.offset, &value, sizeof(T));
    }
  });
  if (!field.nullable) return;
  const bool nulls = part.MayHaveNulls();
  // The first column of a byte clears it for all: columns are copied in their order.
  const bool clears = field.null_bit == 1;
  for (uint32_t i = 0; i < count; ++i) {
    uint8_t& byte = row_at(i)[field.null_byte];
    const bool null = nulls && part.IsNull(i);
    byte = static_cast<uint8_t>((clears ? 0 : byte) | (null ? field.null_bit : 0));
  }
}

void PackedRows::GatherField(const Field& field, const uint32_t* rows, uint32_t begin, uint32_t end,
                             Vector& out) const {
  const uint8_t* const base = data_->data();
  DispatchPhysical(field.type.physical(), [&]<typename T>() {
    T* values = out.mutable_values<T>();
    const uint8_t* from = base + field.offset;
    for (uint32_t i = begin; i < end; ++i) {
      std::memcpy(static_cast<void*>(values + i), from + rows[i] * stride_, sizeof(T));
    }
  });
  if (!field.nullable) return;
  for (uint32_t i = begin; i < end; ++i) {
    if ((base[rows[i] * stride_ + field.null_byte] & field.null_bit) != 0) out.SetNull(i);
  }
}

std::vector<Vector> PackedRows::Gather(const uint32_t* rows, uint32_t count) const {
  std::vector<Vector> out;
  out.reserve(fields_.size());
  for (const Field& field : fields_) {
    out.push_back(
        Vector::Flat(field.type, count, Buffer::Allocate(size_t{count} * field.width), nullptr));
    if (field.strings != nullptr) out.back().AddOwner(field.strings);
  }
  const uint8_t* const base = data_->data();
  const auto fetch = [&](uint32_t begin) {
    const uint32_t end = std::min(begin + kGatherStep, count);
    for (uint32_t i = begin; i < end; ++i) {
      const uint8_t* row = base + rows[i] * stride_;
      for (size_t at = 0; at < stride_; at += kCacheLine) __builtin_prefetch(row + at);
      __builtin_prefetch(row + stride_ - 1);
    }
  };
  fetch(0);
  for (uint32_t begin = 0; begin < count; begin += kGatherStep) {
    const uint32_t end = std::min(begin + kGatherStep, count);
    if (end < count) fetch(end);
    for (size_t f = 0; f < fields_.size(); ++f) {
      GatherField(fields_[f], rows, begin, end, out[f]);
    }
  }
  return out;
}

}  // namespace lakebolt
