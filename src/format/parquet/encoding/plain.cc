// PLAIN: values one after the other. Booleans are single bits; byte arrays have a four-byte length
// before each.

#include <algorithm>
#include <cstring>

#include "format/page_view.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/value_decoder.h"
#include "types/physical.h"

namespace lakebolt::parquet_format {

namespace {

class PlainFixedDecoder final : public ValueDecoder {
 public:
  PlainFixedDecoder(const uint8_t* data, size_t size, uint32_t width)
      : at_(data), left_(size), width_(width) {}

  void Decode(uint32_t count, uint8_t* out) override {
    const size_t bytes = Claim(count);
    std::memcpy(out, at_, bytes);
    at_ += bytes;
  }
  const uint8_t* Take(uint32_t count) override {
    const uint8_t* begin = at_;
    at_ += Claim(count);
    return begin;
  }
  void Skip(uint32_t count) override { at_ += Claim(count); }

 private:
  size_t Claim(uint32_t count) {
    const size_t bytes = size_t{count} * width_;
    if (bytes > left_) ThrowCorruptBytes("a page holds fewer values than it says");
    left_ -= bytes;
    return bytes;
  }

  const uint8_t* at_;
  size_t left_;
  uint32_t width_;
};

class PlainBooleanDecoder final : public ValueDecoder {
 public:
  PlainBooleanDecoder(const uint8_t* data, size_t size) : data_(data), bits_(size * 8) {}

  void Decode(uint32_t count, uint8_t* out) override {
    Check(count);
    for (uint32_t i = 0; i < count; ++i, ++at_) out[i] = (data_[at_ / 8] >> (at_ % 8)) & 1;
  }
  void Skip(uint32_t count) override {
    Check(count);
    at_ += count;
  }

 private:
  void Check(uint32_t count) const {
    if (count > bits_ - at_) ThrowCorruptBytes("a page holds fewer values than it says");
  }

  const uint8_t* data_;
  uint64_t bits_;
  uint64_t at_ = 0;
};

class PlainByteArrayDecoder final : public ValueDecoder {
 public:
  PlainByteArrayDecoder(const uint8_t* data, size_t size) : at_(data), end_(data + size) {}

  void Decode(uint32_t count, uint8_t* out) override {
    auto* views = reinterpret_cast<StringView*>(out);
    const uint8_t* at = at_;
    for (uint32_t i = 0; i < count; ++i) {
      // Where the next value begins is known late: nothing else fetches ahead far enough.
      __builtin_prefetch(at + kPrefetchBytes);
      const uint32_t length = LengthAt(at);
      views[i] = ViewInPage(reinterpret_cast<const char*>(at) + kLengthBytes, length);
      at += kLengthBytes + length;
    }
    at_ = at;
  }

  void Skip(uint32_t count) override {
    const uint8_t* at = at_;
    for (uint32_t i = 0; i < count; ++i) at += kLengthBytes + LengthAt(at);
    at_ = at;
  }

 private:
  static constexpr size_t kLengthBytes = 4;
  static constexpr size_t kPrefetchBytes = 1024;

  uint32_t LengthAt(const uint8_t* at) const {
    const auto left = static_cast<size_t>(end_ - at);
    if (left < kLengthBytes) ThrowCorruptBytes("a page holds fewer values than it says");
    uint32_t length;
    std::memcpy(&length, at, kLengthBytes);
    if (length > left - kLengthBytes) ThrowCorruptBytes("a string does not end within its page");
    return length;
  }

  const uint8_t* at_;
  const uint8_t* end_;
};

}  // namespace

std::unique_ptr<ValueDecoder> MakePlainDecoder(const Leaf& leaf, const uint8_t* data, size_t size) {
  switch (leaf.physical) {
    case PhysicalKind::kBoolean: return std::make_unique<PlainBooleanDecoder>(data, size);
    case PhysicalKind::kByteArray: return std::make_unique<PlainByteArrayDecoder>(data, size);
    default: return std::make_unique<PlainFixedDecoder>(data, size, DecodedWidth(leaf));
  }
}

}  // namespace lakebolt::parquet_format
