#include "optimizer/join_order/join_graph.h"

#include <gtest/gtest.h>

#include "optimizer/cardinality/estimator.h"

namespace lakebolt {
namespace {

constexpr double kRows = 1000;
constexpr double kValues = 100;

/// Makes three tables of one key, of which the first `repeated` hold each value more than once.
JoinGraph ThreeTables(size_t repeated) {
  JoinGraph graph;
  graph.relations.resize(3);
  EqualityClass keys;
  for (size_t i = 0; i < 3; ++i) {
    graph.relations[i].rows = kRows;
    EqualityClass::Member member;
    member.relation = i;
    member.distinct = kValues;
    member.domain.distinct_count = kValues;
    member.table_rows = kRows;
    member.repeated = i < repeated;
    keys.members.push_back(std::move(member));
    keys.relations |= SingleRelation(i);
  }
  graph.classes.push_back(std::move(keys));
  graph.MakeEdges();
  return graph;
}

/// Returns how many times the rows of evenly frequent values it expects.
double Skew(const JoinGraph& graph, RelationSet left, RelationSet right) {
  return graph.Selectivity(left, right, kRows, kRows) * kValues;
}

TEST(JoinGraph, ExpectsSkewWhereBothSidesRepeatAKey) {
  EXPECT_DOUBLE_EQ(Skew(ThreeTables(2), 1, 2), kSkewOfRepeated);
  EXPECT_DOUBLE_EQ(Skew(ThreeTables(2), 2, 4), 1);
  EXPECT_DOUBLE_EQ(Skew(ThreeTables(2), 3, 4), 1);
}

TEST(JoinGraph, ExpectsMoreSkewOfWhatWasJoinedBefore) {
  EXPECT_DOUBLE_EQ(Skew(ThreeTables(3), 3, 4), kSkewOfRepeated * kSkewOfRepeated);
  EXPECT_DOUBLE_EQ(Skew(ThreeTables(3), 4, 3), kSkewOfRepeated * kSkewOfRepeated);
}

}  // namespace
}  // namespace lakebolt
