#include "format/parquet/encoding/delta_binary_packed.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/bit_unpack.h"
#include "format/parquet/encoding/value_decoder.h"

namespace lakebolt::parquet_format {

namespace {

constexpr uint64_t kMostMiniblocks = 4096;
constexpr uint64_t kMostMiniblockValues = 1 << 20;

/// Reads `width` bits (0 to 64) at a bit offset; reads up to 16 bytes from there.
uint64_t ReadWideBits(const uint8_t* in, uint64_t bit_offset, int width) {
  if (width == 0) return 0;
  const auto shift = static_cast<int>(bit_offset % 8);
  uint64_t low;
  std::memcpy(&low, in + bit_offset / 8, 8);
  low >>= shift;
  if (width + shift > 64) low |= static_cast<uint64_t>(in[bit_offset / 8 + 8]) << (64 - shift);
  return width == 64 ? low : low & ((uint64_t{1} << width) - 1);
}

}  // namespace

DeltaBinaryPackedReader::DeltaBinaryPackedReader(const uint8_t* data, size_t size)
    : at_(data), end_(data + size) {
  const uint64_t block_values = Varint();
  miniblocks_ = Varint();
  left_ = Varint();
  last_ = static_cast<uint64_t>(ZigZag());
  if (miniblocks_ == 0 || miniblocks_ > kMostMiniblocks || block_values % miniblocks_ != 0) {
    ThrowCorruptBytes("a delta-encoded page has bad block sizes");
  }
  values_per_miniblock_ = block_values / miniblocks_;
  if (values_per_miniblock_ == 0 || values_per_miniblock_ > kMostMiniblockValues ||
      values_per_miniblock_ % 8 != 0) {
    ThrowCorruptBytes("a delta-encoded page has bad block sizes");
  }
  if (left_ > ~uint32_t{0}) ThrowCorruptBytes("a delta-encoded page has too many values");
  miniblock_ = miniblocks_;
}

uint64_t DeltaBinaryPackedReader::Varint() {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (at_ == end_) ThrowCorruptBytes("a delta-encoded page ends too early");
    const uint8_t byte = *at_++;
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  ThrowCorruptBytes("a delta-encoded page has too long a number");
}

int64_t DeltaBinaryPackedReader::ZigZag() {
  const uint64_t value = Varint();
  return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

void DeltaBinaryPackedReader::NextBlock() {
  min_delta_ = static_cast<uint64_t>(ZigZag());
  if (static_cast<uint64_t>(end_ - at_) < miniblocks_) {
    ThrowCorruptBytes("a delta-encoded page ends too early");
  }
  widths_ = at_;
  at_ += miniblocks_;
  miniblock_ = 0;
}

void DeltaBinaryPackedReader::NextMiniblock() {
  if (miniblock_ == miniblocks_) NextBlock();
  width_ = widths_[miniblock_++];
  if (width_ > 64) ThrowCorruptBytes("a bit width is above 64");
  const uint64_t bytes = values_per_miniblock_ / 8 * static_cast<uint64_t>(width_);
  const auto available = static_cast<uint64_t>(end_ - at_);
  packed_ = at_;
  packed_position_ = 0;
  packed_left_ = values_per_miniblock_;
  if (bytes > available) {
    // The last miniblock's padding may be left out.
    packed_left_ = available * 8 / static_cast<uint64_t>(width_);
    if (packed_left_ < std::min(left_, values_per_miniblock_)) {
      ThrowCorruptBytes("a delta-encoded page ends too early");
    }
  }
  at_ += std::min(bytes, available);
}

void DeltaBinaryPackedReader::Decode(uint32_t count, int64_t* out) {
  if (count > left_) ThrowCorruptBytes("a page holds fewer values than it says");
  if (count > 0 && first_pending_) {
    first_pending_ = false;
    *out++ = static_cast<int64_t>(last_);
    --count;
    --left_;
  }
  while (count > 0) {
    if (packed_left_ == 0) NextMiniblock();
    const auto n = static_cast<uint32_t>(std::min<uint64_t>(count, packed_left_));
    const uint32_t grouped = DecodeGroups(n, out);
    const auto width = static_cast<uint64_t>(width_);
    for (uint32_t i = grouped; i < n; ++i) {
      last_ += min_delta_ + ReadWideBits(packed_, packed_position_++ * width, width_);
      out[i] = static_cast<int64_t>(last_);
    }
    packed_left_ -= n;
    left_ -= n;
    out += n;
    count -= n;
  }
}

uint32_t DeltaBinaryPackedReader::DecodeGroups(uint32_t count, int64_t* out) {
  constexpr uint32_t kGroup = 8;
  constexpr uint32_t kMostGroups = 32;
  constexpr int kWidestUnpacked = 32;
  if (width_ > kWidestUnpacked || packed_position_ % kGroup != 0) return 0;
  std::array<uint32_t, kGroup * kMostGroups> deltas;
  uint32_t done = 0;
  uint64_t last = last_;
  while (count - done >= kGroup) {
    const uint32_t groups = std::min((count - done) / kGroup, kMostGroups);
    UnpackBits(packed_ + packed_position_ / kGroup * static_cast<uint64_t>(width_), width_, groups,
               deltas.data());
    for (uint32_t i = 0; i < groups * kGroup; ++i) {
      last += min_delta_ + deltas[i];
      out[done + i] = static_cast<int64_t>(last);
    }
    done += groups * kGroup;
    packed_position_ += groups * kGroup;
  }
  last_ = last;
  return done;
}

const uint8_t* DeltaBinaryPackedReader::End() {
  return at_;
}

namespace {

template <typename T>
class DeltaBinaryPackedDecoder final : public ValueDecoder {
 public:
  DeltaBinaryPackedDecoder(const uint8_t* data, size_t size) : reader_(data, size) {}

  void Decode(uint32_t count, uint8_t* out) override {
    auto* values = reinterpret_cast<T*>(out);
    while (count > 0) {
      const uint32_t n = std::min<uint32_t>(count, kBlock);
      reader_.Decode(n, block_.data());
      for (uint32_t i = 0; i < n; ++i) values[i] = static_cast<T>(block_[i]);
      values += n;
      count -= n;
    }
  }
  void Skip(uint32_t count) override {
    while (count > 0) {
      const uint32_t n = std::min<uint32_t>(count, kBlock);
      reader_.Decode(n, block_.data());
      count -= n;
    }
  }

 private:
  static constexpr uint32_t kBlock = 256;
  DeltaBinaryPackedReader reader_;
  std::array<int64_t, kBlock> block_;
};

}  // namespace

std::unique_ptr<ValueDecoder> MakeDeltaBinaryPackedDecoder(const Leaf& leaf, const uint8_t* data,
                                                           size_t size) {
  if (leaf.physical == PhysicalKind::kInt32) {
    return std::make_unique<DeltaBinaryPackedDecoder<int32_t>>(data, size);
  }
  return std::make_unique<DeltaBinaryPackedDecoder<int64_t>>(data, size);
}

}  // namespace lakebolt::parquet_format
