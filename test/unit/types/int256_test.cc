#include "types/int256.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "types/format.h"
#include "types/parse.h"

namespace lakebolt {
namespace {

const Int256 kMax =
    -(Int256(1) * Int256(uint128_t{1} << 127) * Int256(uint128_t{1} << 127) * Int256(2)) -
    Int256(1);
const Int256 kMin = -kMax - Int256(1);

/// Draws numbers of all magnitudes, with runs of zeros and ones that provoke carries.
Int256 Draw(std::mt19937_64& random) {
  Int256 out = 0;
  const auto words = random() % 5;
  for (uint64_t i = 0; i < words; ++i) {
    const uint64_t kind = random() % 4;
    const uint64_t word = kind == 0 ? 0 : (kind == 1 ? ~uint64_t{0} : random() >> (random() % 64));
    out = out * Int256(uint128_t{1} << 64) + Int256(word);
  }
  return random() % 2 == 0 ? out : -out;
}

TEST(Int256, DividesSoThatQuotientAndRemainderGiveTheNumber) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 200'000; ++i) {
    const Int256 a = Draw(random);
    const Int256 b = Draw(random);
    if (b == Int256(0) || a == kMin || b == kMin) continue;
    const Int256 quotient = a / b;
    const Int256 rest = a % b;
    ASSERT_EQ(quotient * b + rest, a);
    const Int256 size = rest.IsNegative() ? -rest : rest;
    ASSERT_LT(size, b.IsNegative() ? -b : b);
    ASSERT_TRUE(rest == Int256(0) || rest.IsNegative() == a.IsNegative());
  }
}

TEST(Int256, AgreesWith128Bits) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 50'000; ++i) {
    const auto a = static_cast<int128_t>(static_cast<int64_t>(random())) >> (random() % 64);
    const auto b = static_cast<int128_t>(static_cast<int64_t>(random())) >> (random() % 64);
    ASSERT_EQ(static_cast<int128_t>(Int256(a) * Int256(b)), a * b);
    ASSERT_EQ(static_cast<int128_t>(Int256(a) + Int256(b)), a + b);
    ASSERT_EQ(static_cast<int128_t>(Int256(a) - Int256(b)), a - b);
    ASSERT_EQ(Int256(a) < Int256(b), a < b);
    if (b != 0) {
      ASSERT_EQ(static_cast<int128_t>(Int256(a) / Int256(b)), a / b);
      ASSERT_EQ(static_cast<int128_t>(Int256(a) % Int256(b)), a % b);
    }
  }
}

TEST(Int256, TellsOverflow) {
  Int256 out;
  EXPECT_TRUE(AddOverflows(kMax, Int256(1), out));
  EXPECT_FALSE(AddOverflows(kMax, Int256(-1), out));
  EXPECT_TRUE(SubtractOverflows(kMin, Int256(1), out));
  EXPECT_TRUE(SubtractOverflows(Int256(0), kMin, out));
  EXPECT_TRUE(MultiplyOverflows(kMax, Int256(2), out));
  EXPECT_FALSE(MultiplyOverflows(kMax, Int256(-1), out));
  EXPECT_FALSE(MultiplyOverflows(kMin, Int256(1), out));
  EXPECT_TRUE(MultiplyOverflows(kMin, Int256(-1), out));
  std::mt19937_64 random(9);
  for (int i = 0; i < 50'000; ++i) {
    const Int256 a = Draw(random);
    const Int256 b = Draw(random);
    if (a == Int256(0) || b == Int256(0) || a == kMin || b == kMin) continue;
    const Int256 size = b.IsNegative() ? -b : b;
    const Int256 bound = kMax / size;
    const bool fits = a <= bound && a >= -bound;
    ASSERT_EQ(MultiplyOverflows(a, b, out), !fits) << Int256ToString(a) << " " << Int256ToString(b);
  }
}

TEST(Int256, PrintsAndReadsText) {
  std::mt19937_64 random(10);
  const auto most = *ParseWideInteger(std::string(76, '9'), kMin, kMax);
  EXPECT_EQ(Int256ToString(most), std::string(76, '9'));
  for (int i = 0; i < 20'000; ++i) {
    const Int256 a = Draw(random) % most;
    ASSERT_EQ(ParseWideInteger(Int256ToString(a), kMin, kMax), a);
  }
}

TEST(Int256, ConvertsFromAndToFloating) {
  for (const double value : {0.0, 1.0, -1.5, 1e15, -1e30, 1e60, 1.7e76, -0.3}) {
    EXPECT_EQ(static_cast<double>(Int256::FromDouble(value)), std::trunc(value));
  }
}

}  // namespace
}  // namespace lakebolt
