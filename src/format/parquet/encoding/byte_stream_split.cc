// BYTE_STREAM_SPLIT: the first bytes of all values, then all second bytes, and so on.

#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/value_decoder.h"

namespace lakebolt::parquet_format {

namespace {

class ByteStreamSplitDecoder final : public ValueDecoder {
 public:
  ByteStreamSplitDecoder(const uint8_t* data, size_t size, uint32_t width)
      : data_(data), width_(width), count_(width == 0 ? 0 : size / width) {
    if (width == 0 || size % width != 0) ThrowCorruptBytes("a byte-split page has a bad size");
  }

  void Decode(uint32_t count, uint8_t* out) override {
    Check(count);
    for (uint32_t b = 0; b < width_; ++b) {
      const uint8_t* stream = data_ + b * count_ + at_;
      for (uint32_t i = 0; i < count; ++i) out[size_t{i} * width_ + b] = stream[i];
    }
    at_ += count;
  }
  void Skip(uint32_t count) override {
    Check(count);
    at_ += count;
  }

 private:
  void Check(uint32_t count) const {
    if (count > count_ - at_) ThrowCorruptBytes("a page holds fewer values than it says");
  }

  const uint8_t* data_;
  uint32_t width_;
  size_t count_;
  size_t at_ = 0;
};

}  // namespace

std::unique_ptr<ValueDecoder> MakeByteStreamSplitDecoder(const Leaf& leaf, const uint8_t* data,
                                                         size_t size) {
  return std::make_unique<ByteStreamSplitDecoder>(data, size, DecodedWidth(leaf));
}

}  // namespace lakebolt::parquet_format
