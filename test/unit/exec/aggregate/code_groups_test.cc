// Groups that codes lead to, beside a loop over rows.

#include "exec/aggregate/code_groups.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace lakebolt {
namespace {

constexpr uint32_t kMissing = ~uint32_t{0};

TEST(CodeGroups, FindsAsRowByRow) {
  std::mt19937 random(10);
  for (int round = 0; round < 4000; ++round) {
    const uint32_t size = random() % 100;
    const uint32_t first_codes = 1 + random() % 9;
    const uint32_t second_codes = 1 + random() % 6;
    const bool has_two = round % 2 == 0;
    std::vector<uint32_t> first(size);
    std::vector<uint32_t> second(size);
    for (uint32_t& code : first) code = random() % first_codes;
    for (uint32_t& code : second) code = random() % second_codes;
    std::vector<uint32_t> group_of(has_two ? first_codes * second_codes : first_codes);
    for (uint32_t& group : group_of) group = random() % 8 == 0 ? kMissing : random() % 20;
    std::vector<uint32_t> alive;
    const uint32_t keep = round % 3 == 0 ? 100 : round % 3 == 1 ? 95 : 30;
    for (uint32_t row = 0; row < size; ++row) {
      if (random() % 100 < keep) alive.push_back(row);
    }
    const auto count = static_cast<uint32_t>(alive.size());
    const RowSet rows = keep == 100 ? RowSet::Dense(size) : RowSet{alive.data(), count, size};
    std::vector<uint32_t> groups(count);
    const uint32_t missed = FindCodeGroups(first.data(), has_two ? second.data() : nullptr,
                                           second_codes, rows, group_of, kMissing, groups.data());
    uint32_t expected_missed = 0;
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t row = alive[i];
      const uint32_t code = has_two ? first[row] * second_codes + second[row] : first[row];
      ASSERT_EQ(groups[i], group_of[code]);
      if (group_of[code] == kMissing) ++expected_missed;
    }
    ASSERT_EQ(missed, expected_missed);
  }
}

}  // namespace
}  // namespace lakebolt
