// Keys numbered in order, beside a loop over them.

#include "exec/aggregate/ascending_keys.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

namespace lakebolt {
namespace {

constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();

TEST(AscendingKeys, NumbersUpToTheFirstThatFalls) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 5000; ++round) {
    const auto count = static_cast<uint32_t>(random() % 60);
    const auto stride = static_cast<uint32_t>(1 + random() % 2);
    const uint64_t steps = 1 + random() % 3;
    const uint64_t falls = random() % 2 == 0 ? 200 : 20;
    std::vector<uint64_t> keys(size_t{count} * stride, 3);
    const uint64_t first = round % 4 == 0 ? kMost - 20 : random() % 100;
    uint64_t key = first;
    for (uint32_t i = 0; i < count; ++i) {
      key = random() % falls == 0 ? key - 1 : key + random() % (steps + 1);
      keys[size_t{i} * stride] = key;
    }
    constexpr uint32_t kGroup = 5;
    std::vector<uint64_t> distinct(1 + count + kAscendingSlack);
    distinct[0] = first;
    std::vector<uint32_t> groups(count);
    const NumberedKeys numbered =
        NumberAscending(keys.data(), stride, count, distinct.data(), kGroup, groups.data());
    std::vector<uint64_t> expected = {first};
    uint32_t rows = 0;
    for (; rows < count && keys[size_t{rows} * stride] >= expected.back(); ++rows) {
      if (keys[size_t{rows} * stride] != expected.back()) {
        expected.push_back(keys[size_t{rows} * stride]);
      }
      ASSERT_EQ(groups[rows], kGroup + expected.size() - 1);
    }
    ASSERT_EQ(numbered.rows, rows);
    ASSERT_EQ(numbered.group, kGroup + expected.size() - 1);
    distinct.resize(expected.size());
    ASSERT_EQ(distinct, expected);
  }
}

TEST(AscendingKeys, NumbersCodesAsKeys) {
  std::mt19937_64 random(12);
  for (int round = 0; round < 5000; ++round) {
    const auto count = static_cast<uint32_t>(random() % 100);
    const uint64_t falls = random() % 2 == 0 ? 200 : 20;
    const uint64_t steps = 1 + random() % 3;
    const auto first = static_cast<uint32_t>(round % 4 == 0 ? ~uint32_t{0} - 20 : random() % 100);
    std::vector<uint32_t> codes(count);
    uint32_t code = first;
    for (uint32_t& each : codes) {
      each = code =
          static_cast<uint32_t>(random() % falls == 0 ? code - 1 : code + random() % (steps + 1));
    }
    const std::vector<uint64_t> keys(codes.begin(), codes.end());
    constexpr uint32_t kGroup = 5;
    const size_t room = 1 + count + kAscendingSlack;
    std::vector<uint32_t> distinct_codes(room, first);
    std::vector<uint64_t> distinct_keys(room, first);
    std::vector<uint32_t> groups(count);
    std::vector<uint32_t> expected(count);
    const NumberedKeys by_code =
        NumberAscending(codes.data(), count, distinct_codes.data(), kGroup, groups.data());
    const NumberedKeys by_key =
        NumberAscending(keys.data(), 1, count, distinct_keys.data(), kGroup, expected.data());
    ASSERT_EQ(by_code.rows, by_key.rows);
    ASSERT_EQ(by_code.group, by_key.group);
    const uint32_t distinct = 1 + by_key.group - kGroup;
    for (uint32_t k = 0; k < distinct; ++k) ASSERT_EQ(distinct_codes[k], distinct_keys[k]);
    for (uint32_t i = 0; i < by_key.rows; ++i) ASSERT_EQ(groups[i], expected[i]);
  }
}

}  // namespace
}  // namespace lakebolt
