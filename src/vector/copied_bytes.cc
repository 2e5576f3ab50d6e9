#include "vector/copied_bytes.h"

#include <algorithm>

#include "types/array_type.h"

namespace lakebolt {

namespace {

/// Returns what a row of a type takes in Arrow even if it is NULL: arrays of one size have elements
/// then, too, and their numbers while they are gathered.
size_t ArrayBytes(const LogicalType& type) {
  const size_t size = ArraySize(type);
  if (size == 0) return 0;
  const LogicalType& element = type.element();
  return size * (std::max<size_t>(ArrayBytes(element), PhysicalWidth(element.physical())) +
                 sizeof(uint32_t));
}

/// Returns the bytes of NULLs that hold nothing here and much in Arrow.
size_t BytesOfNulls(const Vector& vector) {
  size_t bytes = 0;
  const uint32_t rows = vector.IsConstant() ? 1 : vector.size();
  if (const size_t each = ArrayBytes(vector.type()); each > 0 && vector.MayHaveNulls()) {
    for (uint32_t i = 0; i < rows; ++i) bytes += vector.IsNull(i) ? each : 0;
  }
  for (const Vector& child : vector.children()) bytes += BytesOfNulls(child);
  return vector.IsConstant() ? bytes * vector.size() : bytes;
}

size_t BytesOfValues(const Vector& vector) {
  if (vector.IsConstant()) return vector.size() * vector.MemoryBytes();
  if (!vector.IsDictionary()) return vector.MemoryBytes();
  const Vector& values = vector.dictionary();
  if (vector.type().physical() != PhysicalType::kString || values.IsConstant() ||
      values.IsDictionary()) {
    const size_t each = values.MemoryBytes() / std::max<size_t>(1, values.size());
    return vector.size() * each;
  }
  size_t bytes = vector.size() * sizeof(StringView);
  const auto* texts = values.values<StringView>();
  const uint32_t* codes = vector.codes();
  for (uint32_t i = 0; i < vector.size(); ++i) {
    const StringView& text = texts[codes[i]];
    bytes += text.IsInline() ? 0 : text.size();
  }
  return bytes;
}

}  // namespace

size_t CopiedBytes(const Vector& vector) {
  return BytesOfValues(vector) + BytesOfNulls(vector);
}

size_t CopiedBytes(const Chunk& chunk) {
  size_t bytes = 0;
  for (const Vector& column : chunk.columns()) bytes += CopiedBytes(column);
  return bytes;
}

}  // namespace lakebolt
