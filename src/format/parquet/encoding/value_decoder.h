#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/buffer.h"
#include "format/parquet/file_metadata.h"
#include "format/parquet/page_header.h"

namespace lakebolt::parquet_format {

/// Returns the bytes of one decoded value: the physical width; 16 (a StringView) for byte arrays;
/// 1 for booleans.
uint32_t DecodedWidth(const Leaf& leaf);

/// Decodes the values of one page, NULLs left out, in order. Byte arrays come as StringViews that
/// point into the page or into `owner()`.
class ValueDecoder {
 public:
  virtual ~ValueDecoder() = default;

  /// Writes the next `count` values to `out` (room for 64 bytes more); throws CorruptBytes when the
  /// page holds fewer.
  virtual void Decode(uint32_t count, uint8_t* out) = 0;

  /// Passes over `count` values and returns where they lie, as Decode would write them and readable
  /// for 64 bytes past their end; null (nothing passed over) when they lie nowhere.
  virtual const uint8_t* Take(uint32_t count) {
    (void)count;
    return nullptr;
  }

  /// Passes over `count` values.
  virtual void Skip(uint32_t count) = 0;

  /// Returns what strings point into besides the page; null when nothing.
  virtual std::shared_ptr<const void> owner() const { return nullptr; }
};

/// Makes the decoder of a page's values. `data` is readable for 64 bytes past its end and outlives
/// the decoder; `value_count` counts the values at most (NULLs included). Throws UnsupportedBytes
/// for encodings that do not fit the type. Texts that are not UTF-8 are CorruptBytes.
std::unique_ptr<ValueDecoder> MakeValueDecoder(const Leaf& leaf, PageEncoding encoding,
                                               const uint8_t* data, size_t size,
                                               uint32_t value_count);

// One maker an encoding, each in its own file.

std::unique_ptr<ValueDecoder> MakePlainDecoder(const Leaf& leaf, const uint8_t* data, size_t size);
/// Makes one of byte arrays that have to be UTF-8.
std::unique_ptr<ValueDecoder> MakePlainTextDecoder(const uint8_t* data, size_t size);
std::unique_ptr<ValueDecoder> MakeRleBooleanDecoder(const uint8_t* data, size_t size);
std::unique_ptr<ValueDecoder> MakeDeltaBinaryPackedDecoder(const Leaf& leaf, const uint8_t* data,
                                                           size_t size);
std::unique_ptr<ValueDecoder> MakeDeltaLengthByteArrayDecoder(const uint8_t* data, size_t size,
                                                              uint32_t value_count);
std::unique_ptr<ValueDecoder> MakeDeltaByteArrayDecoder(const Leaf& leaf, const uint8_t* data,
                                                        size_t size, uint32_t value_count);
std::unique_ptr<ValueDecoder> MakeByteStreamSplitDecoder(const Leaf& leaf, const uint8_t* data,
                                                         size_t size);

}  // namespace lakebolt::parquet_format
