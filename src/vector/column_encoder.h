#pragma once

#include <optional>
#include <span>

#include "vector/chunk_writer.h"
#include "vector/column_buffer.h"

namespace lakebolt {

/// Collects rows of a column in the form that an encoded chunk has them in.
class ColumnEncoder {
 public:
  explicit ColumnEncoder(const LogicalType& type);

  /// Makes room for `extra` more rows, but for their texts.
  void Reserve(uint32_t extra);

  /// Names some rows of a vector and who takes them.
  struct Share {
    ColumnEncoder* encoder;
    RowSet rows;
  };
  /// Has encoders of one type append their rows of `vector`.
  static void Append(const Vector& vector, std::span<const Share> shares);

  /// Returns the bytes of memory that are held, and about those that the rows take in the encoded
  /// chunk, and once decoded.
  size_t MemoryBytes() const;
  size_t EncodedBytes() const;
  size_t DecodedBytes() const;

  void WriteTo(ChunkWriter& out) const;

 private:
  template <typename T>
  static void AppendEach(const Vector& vector, std::span<const Share> shares);
  template <typename T>
  void AppendValues(const VectorReader<T>& values, RowSet rows);
  void AppendTexts(const VectorReader<StringView>& texts, RowSet rows);
  template <typename TextAt>
  void CopyTexts(RowSet rows, const TextAt& text_at);
  void AppendValidity(const Vector& vector, RowSet rows);
  char* ReserveTexts(size_t extra);

  LogicalType type_;
  uint32_t width_;  // of values, or of the lengths of texts
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
  BufferPtr values_;
  BufferPtr validity_;  // null while no row is NULL
  BufferPtr texts_;     // one after another
  size_t text_bytes_ = 0;
  size_t long_text_bytes_ = 0;          // of texts that views would not hold themselves
  std::optional<ColumnBuffer> nested_;  // in place of all these
};

}  // namespace lakebolt
