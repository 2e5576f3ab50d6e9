// Checks that products are right wherever the block says that they are, and that it says so for
// small numbers.

#include "function/scalar/number/multiply_block.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace lakebolt {
namespace {

TEST(MultiplyBlock, ProvesOnlyWhatHolds) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 5000; ++round) {
    const uint32_t count = 1 + random() % 40;
    const int a_shift = static_cast<int>(random() % 64);
    const int b_shift = static_cast<int>(random() % 64);
    const int most_bits = 20 + static_cast<int>(random() % 44);
    const uint32_t step = round % 2;
    std::vector<int64_t> a(count);
    std::vector<int64_t> b(count);
    std::vector<int64_t> out(count);
    for (int64_t& value : a) value = static_cast<int64_t>(random()) >> a_shift;
    for (int64_t& value : b) value = static_cast<int64_t>(random()) >> b_shift;
    const bool proved = MultiplyBlock(a.data(), b.data(), step, count, most_bits, out.data());
    for (uint32_t i = 0; i < count && proved; ++i) {
      const __int128 product = static_cast<__int128>(a[i]) * b[i * step];
      const __int128 bound = static_cast<__int128>(1) << (most_bits - 1);
      ASSERT_LE(product, bound);
      ASSERT_GE(product, -bound);
      ASSERT_EQ(static_cast<int64_t>(product), out[i]);
    }
    // Sizes below 2^(63 - shift) on both sides.
    if ((63 - a_shift) + (63 - b_shift) < most_bits) {
      ASSERT_TRUE(proved);
    }
  }
}

TEST(MultiplyBlock, RefusesExtremes) {
  const std::vector<int64_t> a = {INT64_MIN, 1};
  const std::vector<int64_t> b = {-1, 1};
  std::vector<int64_t> out(2);
  EXPECT_FALSE(MultiplyBlock(a.data(), b.data(), 1, 2, 63, out.data()));
  EXPECT_FALSE(MultiplyBlock(b.data(), a.data(), 0, 2, 63, out.data()));
}

}  // namespace
}  // namespace lakebolt
