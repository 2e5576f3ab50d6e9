// PLAIN: values one after the other. Booleans are single bits; byte arrays have a four-byte length
// before each.

#include <array>
#include <cstring>

#include "base/utf8.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/value_decoder.h"
#include "types/page_view.h"
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

/// Walks over byte arrays, a four-byte length before each.
class PlainByteArrayDecoder : public ValueDecoder {
 public:
  PlainByteArrayDecoder(const uint8_t* data, size_t size) : at_(data), end_(data + size) {}

  void Decode(uint32_t count, uint8_t* out) override {
    auto* views = reinterpret_cast<StringView*>(out);
    const uint8_t* at = at_;
    for (uint32_t i = 0; i < count; ++i) at = Next(at, views[i]);
    at_ = at;
  }

  void Skip(uint32_t count) override {
    const uint8_t* at = at_;
    for (uint32_t i = 0; i < count; ++i) at += kLengthBytes + LengthAt(at);
    at_ = at;
  }

 protected:
  static constexpr size_t kLengthBytes = 4;

  /// Reads the value at `at`; returns where the next one begins.
  const uint8_t* Next(const uint8_t* at, StringView& view) const {
    constexpr size_t kPrefetchBytes = 1024;
    // Where the next value begins is known late: nothing else fetches ahead far enough.
    __builtin_prefetch(at + kPrefetchBytes);
    const uint32_t length = LengthAt(at);
    view = ViewInPage(reinterpret_cast<const char*>(at) + kLengthBytes, length);
    return at + kLengthBytes + length;
  }

  const uint8_t* at_;

 private:
  uint32_t LengthAt(const uint8_t* at) const {
    const auto left = static_cast<size_t>(end_ - at);
    if (left < kLengthBytes) ThrowCorruptBytes("a page holds fewer values than it says");
    uint32_t length;
    std::memcpy(&length, at, kLengthBytes);
    if (length > left - kLengthBytes) ThrowCorruptBytes("a string does not end within its page");
    return length;
  }

  const uint8_t* end_;
};

/// Refuses texts that are not UTF-8. Neighbours are checked as one text, in a copy in which zeros
/// stand for their lengths: no character goes across these.
class PlainTextDecoder final : public PlainByteArrayDecoder {
 public:
  using PlainByteArrayDecoder::PlainByteArrayDecoder;

  void Decode(uint32_t count, uint8_t* out) override {
    auto* views = reinterpret_cast<StringView*>(out);
    std::array<uint32_t, kMostTexts> lengths_at;
    for (uint32_t done = 0; done < count;) {
      const uint8_t* const begin = at_;
      const uint8_t* at = begin;
      uint32_t texts = 0;
      while (texts < kMostTexts && done + texts < count && at - begin < kRunBytes) {
        lengths_at[texts] = static_cast<uint32_t>(at - begin);
        at = Next(at, views[done + texts++]);
      }
      const auto size = static_cast<size_t>(at - begin);
      if (size <= copy_.size()) {
        std::memcpy(copy_.data(), begin, size);
        for (uint32_t i = 0; i < texts; ++i) std::memset(&copy_[lengths_at[i]], 0, kLengthBytes);
        Check({copy_.data(), size});
      } else {
        for (uint32_t i = 0; i < texts; ++i) Check(views[done + i].view());
      }
      done += texts;
      at_ = at;
    }
  }

 private:
  static constexpr uint32_t kMostTexts = 512;
  static constexpr ptrdiff_t kRunBytes = 4096;

  static void Check(std::string_view text) {
    if (!IsUtf8(text)) ThrowCorruptBytes("a text is not UTF-8");
  }

  std::array<char, 2 * kRunBytes> copy_;
};

}  // namespace

std::unique_ptr<ValueDecoder> MakePlainDecoder(const Leaf& leaf, const uint8_t* data, size_t size) {
  switch (leaf.physical) {
    case PhysicalKind::kBoolean: return std::make_unique<PlainBooleanDecoder>(data, size);
    case PhysicalKind::kByteArray: return std::make_unique<PlainByteArrayDecoder>(data, size);
    default: return std::make_unique<PlainFixedDecoder>(data, size, DecodedWidth(leaf));
  }
}

std::unique_ptr<ValueDecoder> MakePlainTextDecoder(const uint8_t* data, size_t size) {
  return std::make_unique<PlainTextDecoder>(data, size);
}

}  // namespace lakebolt::parquet_format
