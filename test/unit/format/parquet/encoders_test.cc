// Encodes random values and decodes them again.

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "format/parquet/encoding/encoders.h"
#include "format/parquet/encoding/rle_bit_packed.h"
#include "format/parquet/encoding/value_decoder.h"
#include "format/parquet/write/bounds_tracker.h"
#include "types/physical.h"

namespace lakebolt::parquet_format {
namespace {

/// Makes numbers below 2^width: some repeat for a while.
template <typename T>
std::vector<T> RunsAndNoise(std::mt19937_64& random, size_t count, int width) {
  std::vector<T> out;
  const uint64_t mask = (uint64_t{1} << width) - 1;
  while (out.size() < count) {
    const size_t repeats = random() % 4 == 0 ? random() % 70 : 1;
    const auto value = static_cast<T>(random() & mask);
    for (size_t i = 0; i < repeats && out.size() < count; ++i) out.push_back(value);
  }
  return out;
}

TEST(Encoders, RunsAndGroups) {
  std::mt19937_64 random(1);
  for (int width = 0; width <= 32; ++width) {
    for (const size_t count :
         {size_t{0}, size_t{1}, size_t{7}, size_t{8}, size_t{16}, size_t{999}}) {
      const auto values = RunsAndNoise<uint32_t>(random, count, width);
      ByteArray bytes;
      AppendRleBitPacked(values.data(), count, width, bytes);
      std::vector<uint32_t> out(count + 64);
      if (count > 0) {
        RleBitPackedDecoder(bytes.data(), bytes.size(), width)
            .Decode(static_cast<uint32_t>(count), out.data());
      }
      out.resize(count);
      EXPECT_EQ(out, values) << width << " bits, " << count;
    }
  }
}

TEST(Encoders, NoBooleans) {
  ByteArray bytes;
  AppendBits(nullptr, 0, bytes);
  EXPECT_TRUE(bytes.empty());
}

TEST(Encoders, LevelsAreShort) {
  const std::vector<uint16_t> all(100'000, 1);
  ByteArray bytes;
  AppendRleBitPacked(all.data(), all.size(), 1, bytes);
  EXPECT_LE(bytes.size(), 5U);
}

/// Decodes `count` values of a leaf.
template <typename T>
std::vector<T> Decoded(PhysicalKind kind, PageEncoding encoding, const ByteArray& bytes,
                       size_t count, uint32_t fixed_width = 0) {
  Leaf leaf;
  leaf.physical = kind;
  leaf.fixed_width = fixed_width;
  leaf.type = kind == PhysicalKind::kByteArray ? TypeId::kBlob : TypeId::kInt64;
  std::vector<T> out(count + 64);
  const auto decoder =
      MakeValueDecoder(leaf, encoding, bytes.data(), bytes.size(), static_cast<uint32_t>(count));
  decoder->Decode(static_cast<uint32_t>(count), reinterpret_cast<uint8_t*>(out.data()));
  out.resize(count);
  return out;
}

template <typename T>
void CheckNumbers(PhysicalKind kind) {
  std::mt19937_64 random(2);
  for (const size_t count : {size_t{1}, size_t{2}, size_t{33}, size_t{129}, size_t{1000}}) {
    for (const int bits : {1, 7, 20, static_cast<int>(sizeof(T) * 8)}) {
      std::vector<T> values(count);
      for (T& value : values) value = static_cast<T>(random() >> (64 - bits));
      const auto* plain = reinterpret_cast<const uint8_t*>(values.data());
      ByteArray deltas;
      AppendDeltaBinaryPacked(plain, count, sizeof(T), deltas);
      EXPECT_EQ(Decoded<T>(kind, PageEncoding::kDeltaBinaryPacked, deltas, count), values);
      ByteArray streams;
      AppendByteStreamSplit(plain, count, sizeof(T), streams);
      EXPECT_EQ(Decoded<T>(kind, PageEncoding::kByteStreamSplit, streams, count), values);
    }
  }
}

TEST(Encoders, Numbers) {
  CheckNumbers<int32_t>(PhysicalKind::kInt32);
  CheckNumbers<int64_t>(PhysicalKind::kInt64);
}

TEST(Encoders, ByteArrays) {
  std::mt19937_64 random(3);
  std::vector<std::string> values;
  ByteArray plain;
  for (size_t i = 0; i < 700; ++i) {
    std::string value = i > 0 ? values.back().substr(0, random() % 20) : "";
    value.append(random() % 30, static_cast<char>(random()));
    const auto size = static_cast<uint32_t>(value.size());
    plain.Append(reinterpret_cast<const uint8_t*>(&size), sizeof(size));
    plain.Append(reinterpret_cast<const uint8_t*>(value.data()), value.size());
    values.push_back(std::move(value));
  }
  const auto check = [&](PageEncoding encoding, const ByteArray& bytes) {
    Leaf leaf;
    leaf.physical = PhysicalKind::kByteArray;
    leaf.type = TypeId::kBlob;
    const auto decoder =
        MakeValueDecoder(leaf, encoding, bytes.data(), bytes.size(), values.size());
    std::vector<StringView> out(values.size() + 4);
    decoder->Decode(static_cast<uint32_t>(values.size()), reinterpret_cast<uint8_t*>(out.data()));
    for (size_t i = 0; i < values.size(); ++i) ASSERT_EQ(out[i].str(), values[i]) << i;
  };
  ByteArray lengths;
  AppendDeltaLengthByteArray(plain.data(), values.size(), lengths);
  check(PageEncoding::kDeltaLengthByteArray, lengths);
  ByteArray shared;
  AppendDeltaByteArray(plain.data(), values.size(), 0, shared);
  check(PageEncoding::kDeltaByteArray, shared);
}

TEST(Encoders, Booleans) {
  std::mt19937_64 random(4);
  for (const size_t count : {size_t{1}, size_t{8}, size_t{13}, size_t{500}}) {
    std::vector<uint8_t> values = RunsAndNoise<uint8_t>(random, count, 1);
    ByteArray bits;
    AppendBits(values.data(), count, bits);
    EXPECT_EQ(bits.size(), (count + 7) / 8);
    EXPECT_EQ(Decoded<uint8_t>(PhysicalKind::kBoolean, PageEncoding::kPlain, bits, count), values);
    ByteArray runs;
    AppendRleBooleans(values.data(), count, runs);
    EXPECT_EQ(Decoded<uint8_t>(PhysicalKind::kBoolean, PageEncoding::kRle, runs, count), values);
  }
}

TEST(Bounds, LongTextsAreShortened) {
  const std::string text(100, 'x');
  EXPECT_EQ(TruncateMin(text, 64, true), std::string(64, 'x'));
  EXPECT_EQ(TruncateMax(text, 64, true), std::string(63, 'x') + "y");
  EXPECT_EQ(TruncateMax("short", 64, true), "short");
  // The character at the cut is left out whole.
  EXPECT_EQ(TruncateMin("ab\u00E9\u00E9", 3, true), "ab");
  EXPECT_EQ(TruncateMax("ab\u00E9\u00E9", 3, true), "ac");
  EXPECT_EQ(TruncateMax(std::string(100, '\xFF'), 64, false), std::nullopt);
  EXPECT_EQ(TruncateMax("a" + std::string(100, '\xFF'), 64, false), "b");
}

TEST(Bounds, MaximaStayText) {
  const std::string tail(100, 'x');
  EXPECT_EQ(TruncateMax("a\u00E9" + tail, 3, true), "a\u00EA");
  // The next character may take a byte more.
  EXPECT_EQ(TruncateMax("a\x7F" + tail, 2, true), "a\u0080");
  EXPECT_EQ(TruncateMax("a\uFFFF" + tail, 4, true), "a\U00010000");
  // Surrogates are no characters, and none comes after the last.
  EXPECT_EQ(TruncateMax("a\uD7FF" + tail, 4, true), "a\uE000");
  EXPECT_EQ(TruncateMax("a\U0010FFFF" + tail, 5, true), "b");
  EXPECT_EQ(TruncateMax("\U0010FFFF\U0010FFFF" + tail, 8, true), std::nullopt);
}

}  // namespace
}  // namespace lakebolt::parquet_format
