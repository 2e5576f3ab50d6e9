#include "plan/column_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

namespace lakebolt {
namespace {

std::vector<ColumnId> IdsOf(const ColumnSet& set) {
  return {set.begin(), set.end()};
}

TEST(ColumnSet, IteratesInAscendingOrderOverGaps) {
  const ColumnSet set = {700, 64, 3, 63, 3};
  EXPECT_EQ(IdsOf(set), (std::vector<ColumnId>{3, 63, 64, 700}));
  EXPECT_EQ(set.size(), 4u);
  EXPECT_FALSE(set.contains(2));
  EXPECT_FALSE(set.contains(kNoColumn));
}

TEST(ColumnSet, IsEmptyAfterItsLastColumnIsErased) {
  ColumnSet set = {200};
  EXPECT_TRUE(set.erase(200));
  EXPECT_FALSE(set.erase(200));
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.begin(), set.end());
  EXPECT_EQ(set, ColumnSet());
}

TEST(ColumnSet, AgreesWithAnOrderedSetOnRandomOperations) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    ColumnSet sets[2];
    std::set<ColumnId> models[2];
    for (int step = 0; step < 60; ++step) {
      const size_t which = random() % 2;
      const ColumnId id = 150 + random() % 300;
      if (random() % 4 == 0) {
        EXPECT_EQ(sets[which].erase(id), models[which].erase(id) == 1);
      } else {
        EXPECT_EQ(sets[which].insert(id), models[which].insert(id).second);
      }
    }
    const auto [a, b] = std::tie(models[0], models[1]);
    std::set<ColumnId> both, first_only, all = a;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(),
                        std::inserter(first_only, first_only.end()));
    all.insert(b.begin(), b.end());
    EXPECT_EQ(sets[0].Intersects(sets[1]), !both.empty());
    EXPECT_EQ(sets[0].IsSubsetOf(sets[1]), first_only.empty());
    ColumnSet kept = sets[0], rest = sets[0], united = sets[0];
    kept.Intersect(sets[1]);
    rest.Subtract(sets[1]);
    united.insert(sets[1]);
    EXPECT_EQ(IdsOf(kept), std::vector<ColumnId>(both.begin(), both.end()));
    EXPECT_EQ(IdsOf(rest), std::vector<ColumnId>(first_only.begin(), first_only.end()));
    EXPECT_EQ(IdsOf(united), std::vector<ColumnId>(all.begin(), all.end()));
    EXPECT_TRUE(kept.IsSubsetOf(united));
  }
}

}  // namespace
}  // namespace lakebolt
