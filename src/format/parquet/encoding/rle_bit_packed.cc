#include "format/parquet/encoding/rle_bit_packed.h"

#include <algorithm>

#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/bit_unpack.h"

namespace lakebolt::parquet_format {

namespace {

constexpr int kWidest = 32;

// A clone is chosen while libraries are loaded, when what clang adds for fuzzers cannot be called.
#if defined(__x86_64__) && !defined(__clang__)
[[gnu::target_clones("avx2", "default")]]
#endif
uint32_t Largest(const uint32_t* values, uint32_t count) {
  uint32_t largest = 0;
  for (uint32_t i = 0; i < count; ++i) largest = std::max(largest, values[i]);
  return largest;
}

/// Writes `count` times `value`. Short runs are the rule, so whole blocks are written where the
/// `room` behind allows it.
void Fill(uint32_t value, uint32_t count, uint32_t room, uint32_t* out) {
  constexpr uint32_t kBlock = 8;
  uint32_t i = 0;
  for (; i < count && i + kBlock <= room; i += kBlock) std::fill_n(out + i, kBlock, value);
  for (; i < count; ++i) out[i] = value;
}

}  // namespace

RleBitPackedDecoder::RleBitPackedDecoder(const uint8_t* data, size_t size, int width)
    : at_(data), end_(data + size), width_(width) {
  if (width < 0 || width > kWidest) ThrowCorruptBytes("a bit width is above 32");
}

uint64_t RleBitPackedDecoder::RunHead() {
  uint64_t head = 0;
  for (int shift = 0; at_ != end_ && shift <= 28; shift += 7) {
    const uint8_t byte = *at_++;
    head |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return head;
  }
  ThrowCorruptBytes("a page holds fewer values than it says");
}

void RleBitPackedDecoder::NextRun() {
  const uint64_t head = RunHead();
  const auto left = static_cast<uint64_t>(end_ - at_);
  if (head & 1) {
    const uint64_t groups = head >> 1;
    uint64_t bytes = groups * static_cast<uint64_t>(width_);
    uint64_t values = groups * 8;
    if (bytes > left) {
      // The last run's padding may be left out.
      bytes = left;
      values = std::min(values, left * 8 / static_cast<uint64_t>(width_));
    }
    if (values == 0 && groups != 0) ThrowCorruptBytes("a page holds fewer values than it says");
    packed_ = at_;
    packed_position_ = 0;
    packed_left_ = static_cast<uint32_t>(std::min<uint64_t>(values, ~uint32_t{0}));
    at_ += bytes;
    return;
  }
  const auto bytes = static_cast<uint64_t>((width_ + 7) / 8);
  if (bytes > left) ThrowCorruptBytes("a page holds fewer values than it says");
  repeated_ = 0;
  for (uint64_t i = 0; i < bytes; ++i) repeated_ |= static_cast<uint32_t>(at_[i]) << (8 * i);
  at_ += bytes;
  repeats_left_ = static_cast<uint32_t>(head >> 1);
}

void RleBitPackedDecoder::DecodePacked(uint32_t count, uint32_t* out) {
  // Up to the next whole group, whole groups, the rest.
  while (count > 0 && packed_position_ % 8 != 0) {
    *out++ =
        ReadBits(packed_, uint64_t{packed_position_++} * static_cast<uint64_t>(width_), width_);
    --count;
  }
  const uint32_t groups = count / 8;
  const uint8_t* from = packed_ + uint64_t{packed_position_ / 8} * static_cast<uint64_t>(width_);
  UnpackBits(from, width_, groups, out);
  packed_position_ += groups * 8;
  out += size_t{groups} * 8;
  for (uint32_t i = groups * 8; i < count; ++i) {
    *out++ =
        ReadBits(packed_, uint64_t{packed_position_++} * static_cast<uint64_t>(width_), width_);
  }
}

void RleBitPackedDecoder::Decode(uint32_t count, uint32_t* out, uint64_t limit) {
  uint32_t* const begin = out;
  const uint32_t total = count;
  bool packed_seen = false;
  while (count > 0) {
    if (repeats_left_ > 0) {
      const uint32_t n = std::min(count, repeats_left_);
      if (repeated_ >= limit) ThrowCorruptBytes("a dictionary code is out of range");
      Fill(repeated_, n, count, out);
      repeats_left_ -= n;
      out += n;
      count -= n;
    } else if (packed_left_ > 0) {
      const uint32_t n = std::min(count, packed_left_);
      DecodePacked(n, out);
      packed_seen = true;
      packed_left_ -= n;
      out += n;
      count -= n;
    } else {
      NextRun();
    }
  }
  if (packed_seen && (uint64_t{1} << width_) > limit && Largest(begin, total) >= limit) {
    ThrowCorruptBytes("a dictionary code is out of range");
  }
}

void RleBitPackedDecoder::Skip(uint32_t count) {
  while (count > 0) {
    if (repeats_left_ > 0) {
      const uint32_t n = std::min(count, repeats_left_);
      repeats_left_ -= n;
      count -= n;
    } else if (packed_left_ > 0) {
      const uint32_t n = std::min(count, packed_left_);
      packed_position_ += n;
      packed_left_ -= n;
      count -= n;
    } else {
      NextRun();
    }
  }
}

uint32_t RleBitPackedDecoder::PeekRepeats(uint32_t count, uint32_t* value) {
  while (repeats_left_ == 0 && packed_left_ == 0) NextRun();
  *value = repeated_;
  return std::min(count, repeats_left_);
}

}  // namespace lakebolt::parquet_format
