// Measures what turns pages into values: bit-packed codes, runs, Snappy. One thread, least of some
// runs over a page that stays in the cache.
//
// Usage: lakebolt_bench_decode

#include <arrow/util/compression.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "format/parquet/encoding/bit_unpack.h"
#include "format/parquet/encoding/rle_bit_packed.h"
#include "format/parquet/snappy.h"
#include "measure.h"

namespace lakebolt {
namespace {

using parquet_format::CompressedBlock;
using parquet_format::RleBitPackedDecoder;
using parquet_format::SnappyDecompress;
using parquet_format::SnappyDecompressTwo;
using parquet_format::SnappyHint;
using parquet_format::UnpackBits;

constexpr uint32_t kPageValues = 20'000 / 8 * 8;
constexpr size_t kPadding = 64;
constexpr int kRounds = 2'000;

std::vector<uint8_t> RandomBytes(size_t size) {
  std::vector<uint8_t> bytes(size + kPadding);
  std::mt19937_64 random(1);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  return bytes;
}

void MeasureUnpacking(int width, double limit) {
  const std::vector<uint8_t> packed = RandomBytes(kPageValues / 8 * static_cast<size_t>(width));
  std::vector<uint32_t> values(kPageValues + kPadding);
  const double nanos = LeastNanos(ThreadCpuNanos, kRounds, [&] {
    UnpackBits(packed.data(), width, kPageValues / 8, values.data());
  });
  PrintKernel("unpack " + std::to_string(width) + " bits", nanos / kPageValues, limit);
}

/// Decodes runs of `packed` bit-packed values, each followed by `repeats` of one value.
void MeasureRuns(const char* name, uint32_t packed, uint32_t repeats, double limit) {
  constexpr int kWidth = 12;
  const std::vector<uint8_t> noise = RandomBytes(kPageValues * 2);
  std::vector<uint8_t> page;
  const auto put_varint = [&](uint32_t value) {
    for (; value >= 0x80; value >>= 7) page.push_back(static_cast<uint8_t>(value | 0x80));
    page.push_back(static_cast<uint8_t>(value));
  };
  uint32_t count = 0;
  while (count < kPageValues) {
    if (packed > 0) {
      put_varint(packed / 8 << 1 | 1);
      page.insert(page.end(), noise.begin(), noise.begin() + packed / 8 * kWidth);
    }
    if (repeats > 0) {
      put_varint(repeats << 1);
      page.insert(page.end(), {static_cast<uint8_t>(count), 3});
    }
    count += packed + repeats;
  }
  const size_t size = page.size();
  page.resize(size + kPadding);
  std::vector<uint32_t> values(count + kPadding);
  const double nanos = LeastNanos(ThreadCpuNanos, kRounds, [&] {
    RleBitPackedDecoder(page.data(), size, kWidth).Decode(count, values.data(), 1 << kWidth);
  });
  PrintKernel(name, nanos / count, limit);
}

/// Decompresses `plain`, whose rows take `row_bytes` each, alone and two blocks at once; the limits
/// are in bytes a nanosecond.
void MeasureSnappy(const std::string& name, const std::string& plain, SnappyHint hint,
                   double row_bytes, double limit, double limit_of_two) {
  const auto codec = *arrow::util::Codec::Create(arrow::Compression::SNAPPY);
  const auto* bytes = reinterpret_cast<const uint8_t*>(plain.data());
  const auto size = static_cast<int64_t>(plain.size());
  std::vector<uint8_t> packed(static_cast<size_t>(codec->MaxCompressedLen(size, bytes)) + kPadding);
  const int64_t used =
      *codec->Compress(size, bytes, static_cast<int64_t>(packed.size()), packed.data());
  std::vector<uint8_t> out(plain.size() + kPadding);
  std::vector<uint8_t> other(plain.size() + kPadding);
  const CompressedBlock first{packed.data(), static_cast<size_t>(used), out.data(), plain.size()};
  const CompressedBlock second{packed.data(), static_cast<size_t>(used), other.data(),
                               plain.size()};
  const double rows = static_cast<double>(plain.size()) / row_bytes;
  const double one =
      LeastNanos(ThreadCpuNanos, kRounds / 20, [&] { SnappyDecompress(first, hint); });
  PrintKernel(name, one / rows, row_bytes / limit, row_bytes);
  const double two =
      LeastNanos(ThreadCpuNanos, kRounds / 20, [&] { SnappyDecompressTwo(first, second, hint); });
  PrintKernel(name + ", two at once", two / rows / 2, row_bytes / limit_of_two, row_bytes);
}

/// Returns the bytes of 8-byte values, the next from the one before.
template <typename Next>
std::string Values(size_t count, Next next) {
  std::string bytes(count * sizeof(int64_t), '\0');
  int64_t value = 0;
  for (size_t i = 0; i < count; ++i) {
    value = next(value);
    std::memcpy(bytes.data() + i * sizeof value, &value, sizeof value);
  }
  return bytes;
}

/// Returns text of words as comments have: each starts with its length in four bytes.
std::string Comments(size_t size, double& row_bytes) {
  const char* const words[] = {"furiously", "ironic",  "deposits", "sleep", "carefully", "bold",
                               "accounts",  "regular", "quickly",  "final", "packages",  "along"};
  std::mt19937_64 random(2);
  std::string text;
  size_t rows = 0;
  for (; text.size() < size; ++rows) {
    std::string comment;
    while (comment.size() < 20 + random() % 20) comment += std::string(words[random() % 12]) + " ";
    const auto length = static_cast<uint32_t>(comment.size());
    text.append(reinterpret_cast<const char*>(&length), sizeof length);
    text += comment;
  }
  row_bytes = static_cast<double>(text.size()) / static_cast<double>(rows);
  return text;
}

int Main() {
  PrintHeading();
  for (const int width : {1, 2, 4, 6, 8, 12, 16, 17, 20, 24, 32}) MeasureUnpacking(width, 0.1);
  MeasureRuns("runs of 504 packed values (12 bits)", 504, 0, 0.1);
  MeasureRuns("8 packed, then 8 repeats", 8, 8, 0);
  MeasureRuns("repeats of 100", 0, 100, 0);
  std::mt19937_64 random(3);
  constexpr size_t kBlock = 128 * 1024;
  MeasureSnappy("snappy: prices (random, 8 bytes)",
                Values(kBlock, [&](int64_t) { return int64_t(random() % 10'000'000); }),
                SnappyHint::kNumbers, 8, 1.7, 2.1);
  MeasureSnappy("snappy: sorted keys (8 bytes)",
                Values(kBlock, [&](int64_t last) { return last + 1; }), SnappyHint::kNumbers, 8,
                8.5, 8.9);
  double row_bytes = 0;
  const std::string comments = Comments(kBlock * 8, row_bytes);
  MeasureSnappy("snappy: comments", comments, SnappyHint::kAny, row_bytes, 1.3, 1.7);
  return 0;
}

}  // namespace
}  // namespace lakebolt

int main() {
  return lakebolt::Main();
}
