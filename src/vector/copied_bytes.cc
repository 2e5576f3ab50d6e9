#include "vector/copied_bytes.h"

#include <algorithm>

namespace lakebolt {

size_t CopiedBytes(const Vector& vector) {
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

size_t CopiedBytes(const Chunk& chunk) {
  size_t bytes = 0;
  for (const Vector& column : chunk.columns()) bytes += CopiedBytes(column);
  return bytes;
}

}  // namespace lakebolt
