// DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY and DELTA_BYTE_ARRAY, to be written.

#include <algorithm>
#include <cstring>

#include "format/parquet/encoding/bit_pack.h"
#include "format/parquet/encoding/encoders.h"

namespace lakebolt::parquet_format {

namespace {

constexpr size_t kBlockValues = 128;
constexpr size_t kMiniblocks = 4;
constexpr size_t kMiniblockValues = kBlockValues / kMiniblocks;

void AppendZigZag(int64_t value, ByteArray& out) {
  AppendVarint((static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63), out);
}

/// Writes a block of `count` differences; those that are missing in the last one are the smallest.
void AppendBlock(uint64_t* deltas, size_t count, bool narrow, ByteArray& out) {
  const auto as_signed = [&](uint64_t delta) {
    return narrow ? int64_t{static_cast<int32_t>(delta)} : static_cast<int64_t>(delta);
  };
  int64_t least = as_signed(deltas[0]);
  for (size_t i = 1; i < count; ++i) least = std::min(least, as_signed(deltas[i]));
  AppendZigZag(least, out);
  uint64_t any[kMiniblocks] = {};
  for (size_t i = 0; i < count; ++i) {
    deltas[i] -= static_cast<uint64_t>(least);
    if (narrow) deltas[i] &= UINT32_MAX;
    any[i / kMiniblockValues] |= deltas[i];
  }
  std::fill(deltas + count, deltas + kBlockValues, 0);
  for (const uint64_t bits : any) out.Add(static_cast<uint8_t>(BitsFor(bits)));
  for (size_t i = 0; i * kMiniblockValues < count; ++i) {
    const int width = BitsFor(any[i]);
    uint8_t* to = out.Extend(kMiniblockValues / 8 * static_cast<size_t>(width));
    PackBits(deltas + i * kMiniblockValues, kMiniblockValues, width, to);
  }
}

/// Writes the numbers that `value(i)` returns; differences wrap around, at 32 bits if `narrow`.
template <typename ValueAt>
void AppendDeltas(size_t count, bool narrow, ByteArray& out, ValueAt value) {
  AppendVarint(kBlockValues, out);
  AppendVarint(kMiniblocks, out);
  AppendVarint(count, out);
  AppendZigZag(count == 0 ? 0 : value(0), out);
  uint64_t deltas[kBlockValues];
  for (size_t begin = 1; begin < count; begin += kBlockValues) {
    const size_t size = std::min(kBlockValues, count - begin);
    for (size_t i = 0; i < size; ++i) {
      deltas[i] =
          static_cast<uint64_t>(value(begin + i)) - static_cast<uint64_t>(value(begin + i - 1));
    }
    AppendBlock(deltas, size, narrow, out);
  }
}

/// Is a value among plain ones.
struct PlainBytes {
  const uint8_t* data = nullptr;
  uint32_t size = 0;
};

/// Reads byte arrays or values of a fixed width, one after the other.
class PlainBytesReader {
 public:
  PlainBytesReader(const uint8_t* plain, uint32_t fixed_width)
      : at_(plain), fixed_width_(fixed_width) {}

  PlainBytes Next() {
    PlainBytes out{at_, fixed_width_};
    if (fixed_width_ == 0) {
      std::memcpy(&out.size, at_, sizeof(out.size));
      out.data += sizeof(out.size);
    }
    at_ = out.data + out.size;
    return out;
  }

 private:
  const uint8_t* at_;
  const uint32_t fixed_width_;
};

void AppendLengths(const GrowingArray<uint32_t>& lengths, ByteArray& out) {
  AppendDeltas(lengths.size(), true, out, [&](size_t i) { return int64_t{lengths[i]}; });
}

}  // namespace

void AppendDeltaBinaryPacked(const uint8_t* plain, size_t count, uint32_t width, ByteArray& out) {
  if (width == sizeof(int32_t)) {
    const auto* values = reinterpret_cast<const int32_t*>(plain);
    AppendDeltas(count, true, out, [&](size_t i) { return int64_t{values[i]}; });
  } else {
    const auto* values = reinterpret_cast<const int64_t*>(plain);
    AppendDeltas(count, false, out, [&](size_t i) { return values[i]; });
  }
}

void AppendDeltaLengthByteArray(const uint8_t* plain, size_t count, ByteArray& out) {
  GrowingArray<uint32_t> lengths;
  PlainBytesReader measured(plain, 0);
  for (size_t i = 0; i < count; ++i) lengths.Add(measured.Next().size);
  AppendLengths(lengths, out);
  PlainBytesReader values(plain, 0);
  for (size_t i = 0; i < count; ++i) {
    const PlainBytes value = values.Next();
    out.Append(value.data, value.size);
  }
}

void AppendDeltaByteArray(const uint8_t* plain, size_t count, uint32_t fixed_width,
                          ByteArray& out) {
  GrowingArray<uint32_t> shared;
  GrowingArray<uint32_t> lengths;
  ByteArray rests;
  PlainBytesReader values(plain, fixed_width);
  PlainBytes before;
  for (size_t i = 0; i < count; ++i) {
    const PlainBytes value = values.Next();
    const uint32_t most = std::min(before.size, value.size);
    const auto same = static_cast<uint32_t>(
        std::mismatch(value.data, value.data + most, before.data).first - value.data);
    shared.Add(same);
    lengths.Add(value.size - same);
    rests.Append(value.data + same, value.size - same);
    before = value;
  }
  AppendLengths(shared, out);
  AppendLengths(lengths, out);
  out.Append(rests.data(), rests.size());
}

void AppendByteStreamSplit(const uint8_t* plain, size_t count, uint32_t width, ByteArray& out) {
  uint8_t* to = out.Extend(count * width);
  for (size_t i = 0; i < count; ++i) {
    for (uint32_t byte = 0; byte < width; ++byte) to[byte * count + i] = plain[i * width + byte];
  }
}

}  // namespace lakebolt::parquet_format
