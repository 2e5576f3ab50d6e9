// RLE / bit-packed hybrid, to be written: a run where a value repeats, else groups of eight.

#include <algorithm>

#include "format/parquet/encoding/bit_pack.h"
#include "format/parquet/encoding/encoders.h"

namespace lakebolt::parquet_format {

namespace {

constexpr size_t kGroup = 8;
/// Shorter repeats are packed: a run takes bytes of its own, and ends the groups around it.
constexpr size_t kShortestRun = 16;

template <typename T>
void AppendGroups(const T* values, size_t count, int width, ByteArray& out) {
  if (count == 0) return;
  const size_t groups = (count + kGroup - 1) / kGroup;
  const size_t whole = count / kGroup * kGroup;
  AppendVarint(groups << 1 | 1, out);
  const size_t bytes = groups * static_cast<size_t>(width);
  uint8_t* to = out.Extend(bytes);
  PackBits(values, whole, width, to);
  if (whole == count) return;
  T last[kGroup] = {};
  std::copy(values + whole, values + count, last);
  PackBits(last, kGroup, width, to + whole / kGroup * static_cast<size_t>(width));
}

template <typename T>
bool IsRepeated(const T* group) {
  T differences = 0;
  for (size_t i = 1; i < kGroup; ++i) differences |= group[i] ^ group[0];
  return differences == 0;
}

/// Returns how many of `values` are like the first.
template <typename T>
size_t Repeats(const T* values, size_t count) {
  size_t at = 0;
  while (at + kGroup <= count && IsRepeated(values + at) && values[at] == values[0]) at += kGroup;
  while (at < count && values[at] == values[0]) ++at;
  return at;
}

template <typename T>
void AppendHybrid(const T* values, size_t count, int width, ByteArray& out) {
  if (width == 0) return AppendRun(0, count, 0, out);
  size_t begin = 0;  // of values not yet written
  size_t at = 0;
  // Groups are whole unless they are the last: runs begin where one ends.
  while (at + kGroup <= count) {
    if (!IsRepeated(values + at)) {
      at += kGroup;
      continue;
    }
    const size_t repeats = Repeats(values + at, count - at);
    if (repeats < kShortestRun && at + repeats < count) {
      at += kGroup;
      continue;
    }
    AppendGroups(values + begin, at - begin, width, out);
    AppendRun(static_cast<uint32_t>(values[at]), repeats, width, out);
    at += repeats;
    begin = at;
  }
  AppendGroups(values + begin, count - begin, width, out);
}

}  // namespace

void AppendRun(uint32_t value, size_t count, int width, ByteArray& out) {
  if (count == 0) return;
  AppendVarint(count << 1, out);
  for (int bits = 0; bits < width; bits += 8) out.Add(static_cast<uint8_t>(value >> bits));
}

void AppendRleBitPacked(const uint32_t* values, size_t count, int width, ByteArray& out) {
  AppendHybrid(values, count, width, out);
}

void AppendRleBitPacked(const uint16_t* values, size_t count, int width, ByteArray& out) {
  AppendHybrid(values, count, width, out);
}

void AppendBits(const uint8_t* values, size_t count, ByteArray& out) {
  if (count == 0) return;  // of an array that was never allocated there is nothing to write to
  const size_t whole = count / kGroup * kGroup;
  uint8_t* to = out.Extend((count + kGroup - 1) / kGroup);
  PackBits(values, whole, 1, to);
  uint8_t last[kGroup] = {};
  std::copy(values + whole, values + count, last);
  if (whole < count) PackBits(last, kGroup, 1, to + whole / kGroup);
}

void AppendRleBooleans(const uint8_t* values, size_t count, ByteArray& out) {
  GrowingArray<uint16_t> wide;
  std::copy(values, values + count, wide.Extend(count));
  ByteArray runs;
  AppendHybrid(wide.data(), count, 1, runs);
  const auto size = static_cast<uint32_t>(runs.size());
  out.Append(reinterpret_cast<const uint8_t*>(&size), sizeof(size));
  out.Append(runs.data(), runs.size());
}

}  // namespace lakebolt::parquet_format
