// RLE for booleans: a four-byte length, then the hybrid of runs and packed bits at width 1.

#include <algorithm>
#include <cstring>

#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/rle_bit_packed.h"
#include "format/parquet/encoding/value_decoder.h"

namespace lakebolt::parquet_format {

namespace {

class RleBooleanDecoder final : public ValueDecoder {
 public:
  RleBooleanDecoder(const uint8_t* data, size_t size) : values_(data, size, 1) {}

  void Decode(uint32_t count, uint8_t* out) override {
    constexpr uint32_t kBlock = 256;
    uint32_t block[kBlock];
    while (count > 0) {
      const uint32_t n = std::min(count, kBlock);
      values_.Decode(n, block);
      for (uint32_t i = 0; i < n; ++i) out[i] = static_cast<uint8_t>(block[i] & 1);
      out += n;
      count -= n;
    }
  }
  void Skip(uint32_t count) override { values_.Skip(count); }

 private:
  RleBitPackedDecoder values_;
};

}  // namespace

std::unique_ptr<ValueDecoder> MakeRleBooleanDecoder(const uint8_t* data, size_t size) {
  constexpr size_t kLengthBytes = 4;
  uint32_t length = 0;
  if (size < kLengthBytes) ThrowCorruptBytes("a page of booleans lacks its length");
  std::memcpy(&length, data, kLengthBytes);
  if (length > size - kLengthBytes) ThrowCorruptBytes("a page of booleans does not end");
  return std::make_unique<RleBooleanDecoder>(data + kLengthBytes, length);
}

}  // namespace lakebolt::parquet_format
