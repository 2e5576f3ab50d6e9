#pragma once

#include <cstdint>

#include "vector/chunk_codec.h"

namespace lakebolt {

/// Writes an encoded chunk from front to back.
///
/// A chunk is its number of rows, the bytes of its texts, and its columns. A column is a byte of
/// traits, the number of rows stored, a bitmap of valid ones unless all are, and then: fixed-width
/// values; or the bytes of all texts, the length of each and the texts one after another; or
/// lengths of lists and a column of all elements; or a column for each field of a struct.
class ChunkWriter {
 public:
  static constexpr uint8_t kIsConstant = 1;
  static constexpr uint8_t kHasNulls = 2;
  static constexpr size_t kHeaderBytes = sizeof(uint32_t) + sizeof(uint64_t);
  /// Is about what a column takes beside its values and bitmap.
  static constexpr size_t kExpectedColumnBytes = 32;

  ChunkWriter(uint32_t rows, size_t expected_bytes);

  /// Adds a column, or what belongs to one.
  void WriteColumn(const Vector& column);
  void WriteHeader(uint8_t traits, uint32_t rows);
  template <typename T>
  void Put(const T* values, size_t count) {
    PutBytes(values, count * sizeof(T));
  }
  void PutBytes(const void* bytes, size_t size);
  /// Returns room for the next `bytes`, valid until the next call.
  uint8_t* Take(size_t bytes);
  /// Returns room for so many lengths of texts and the texts themselves.
  uint8_t* TakeTexts(uint32_t rows, uint64_t bytes);

  EncodedChunk Finish();

 private:
  void Grow(size_t least);
  void WriteTexts(const StringView* texts, uint32_t rows);
  void WriteLists(const Vector& lists);

  BufferPtr buffer_;
  size_t size_ = 0;
  uint64_t text_bytes_ = 0;
};

}  // namespace lakebolt
