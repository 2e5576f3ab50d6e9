// DELTA_LENGTH_BYTE_ARRAY: all lengths, delta-encoded, then all bytes.

#include <algorithm>

#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/delta_binary_packed.h"
#include "format/parquet/encoding/value_decoder.h"
#include "types/page_view.h"
#include "types/physical.h"

namespace lakebolt::parquet_format {

namespace {

class DeltaLengthByteArrayDecoder final : public ValueDecoder {
 public:
  DeltaLengthByteArrayDecoder(const uint8_t* data, size_t size, uint32_t value_count) {
    DeltaBinaryPackedReader lengths(data, size);
    if (lengths.left() > value_count) ThrowCorruptBytes("a page holds more values than it says");
    count_ = static_cast<uint32_t>(lengths.left());
    lengths_ = Buffer::Allocate(size_t{count_} * sizeof(int64_t));
    lengths.Decode(count_, lengths_->as<int64_t>());
    bytes_ = lengths.End();
    end_ = data + size;
  }

  void Decode(uint32_t count, uint8_t* out) override {
    auto* views = reinterpret_cast<StringView*>(out);
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t length = NextLength();
      views[i] = ViewInPage(reinterpret_cast<const char*>(bytes_), length);
      bytes_ += length;
    }
  }
  void Skip(uint32_t count) override {
    for (uint32_t i = 0; i < count; ++i) bytes_ += NextLength();
  }

 private:
  uint32_t NextLength() {
    if (at_ == count_) ThrowCorruptBytes("a page holds fewer values than it says");
    const int64_t length = lengths_->as<int64_t>()[at_++];
    if (length < 0 || length > end_ - bytes_) {
      ThrowCorruptBytes("a string does not end within its page");
    }
    return static_cast<uint32_t>(length);
  }

  BufferPtr lengths_;
  uint32_t count_ = 0;
  uint32_t at_ = 0;
  const uint8_t* bytes_ = nullptr;
  const uint8_t* end_ = nullptr;
};

}  // namespace

std::unique_ptr<ValueDecoder> MakeDeltaLengthByteArrayDecoder(const uint8_t* data, size_t size,
                                                              uint32_t value_count) {
  return std::make_unique<DeltaLengthByteArrayDecoder>(data, size, value_count);
}

}  // namespace lakebolt::parquet_format
