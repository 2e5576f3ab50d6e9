#include "format/parquet/dictionary_cache.h"

#include <gtest/gtest.h>

namespace lakebolt::parquet_format {
namespace {

constexpr uint32_t kRows = 1000;
constexpr int64_t kBytes = kRows * sizeof(int64_t);

std::shared_ptr<const Vector> MakeDictionary() {
  return std::make_shared<const Vector>(TypeId::kInt64, kRows);
}

DictionaryCache::Key KeyOf(uint32_t row_group) {
  return {7, row_group, 3};
}

TEST(DictionaryCache, KeepsWhatIsOfferedTwice) {
  DictionaryCache cache;
  cache.SetLimit(100 * kBytes);
  const auto dictionary = MakeDictionary();
  cache.Offer(KeyOf(0), dictionary);
  EXPECT_EQ(cache.Find(KeyOf(0)), nullptr);
  cache.Offer(KeyOf(0), dictionary);
  EXPECT_EQ(cache.Find(KeyOf(0)), dictionary);
  EXPECT_EQ(cache.Find({8, 0, 3}), nullptr);
  EXPECT_EQ(cache.Find({7, 0, 4}), nullptr);
  EXPECT_EQ(cache.bytes(), kBytes);
}

TEST(DictionaryCache, StaysWithinItsLimit) {
  DictionaryCache cache;
  constexpr uint32_t kKept = 10;
  cache.SetLimit(kKept * kBytes);
  uint32_t found = 0;
  for (int round = 0; round < 20; ++round) {
    for (uint32_t row_group = 0; row_group < kKept + 2; ++row_group) {
      if (cache.Find(KeyOf(row_group)) != nullptr) {
        ++found;
      } else {
        cache.Offer(KeyOf(row_group), MakeDictionary());
      }
      EXPECT_LE(cache.bytes(), kKept * kBytes);
    }
  }
  // Reading slightly more than fits, over and over, finds what fits.
  EXPECT_GT(found, 16 * kKept);
  cache.SetLimit(2 * kBytes);
  EXPECT_EQ(cache.bytes(), 2 * kBytes);
  cache.SetLimit(0);
  EXPECT_EQ(cache.bytes(), 0);
}

TEST(DictionaryCache, MakesRoomForWhatIsReadNow) {
  DictionaryCache cache;
  constexpr uint32_t kKept = 10;
  constexpr uint32_t kOther = 1000;
  cache.SetLimit(kKept * kBytes);
  const auto read = [&](uint32_t begin, uint32_t count) {
    uint32_t found = 0;
    for (uint32_t row_group = begin; row_group < begin + count; ++row_group) {
      if (cache.Find(KeyOf(row_group)) != nullptr) {
        ++found;
      } else {
        cache.Offer(KeyOf(row_group), MakeDictionary());
      }
    }
    return found;
  };
  for (int round = 0; round < 5; ++round) read(0, 3 * kKept);
  EXPECT_EQ(read(0, 3 * kKept), kKept);
  for (int round = 0; round < 4; ++round) read(kOther, kKept);
  EXPECT_GE(read(kOther, kKept), kKept - 1);
  // Both in turn do not drive each other out.
  uint32_t found = 0;
  for (int round = 0; round < 10; ++round) found += read(0, kKept) + read(kOther, kKept);
  EXPECT_GT(found, 8 * kKept);
}

TEST(DictionaryCache, LeavesLargeOnesAlone) {
  DictionaryCache cache;
  cache.SetLimit(3 * kBytes);
  for (int i = 0; i < 3; ++i) cache.Offer(KeyOf(0), MakeDictionary());
  EXPECT_EQ(cache.bytes(), 0);
}

}  // namespace
}  // namespace lakebolt::parquet_format
