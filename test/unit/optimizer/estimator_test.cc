#include "optimizer/cardinality/estimator.h"

#include <gtest/gtest.h>

#include "optimizer/pass/statistics_filters.h"
#include "plan_fixture.h"

namespace lakebolt {
namespace {

class Estimator : public testing::Test, protected PlanFixture {
 protected:
  PlanPtr orders =
      Scan("orders", 15'000, {{"key", Between(1, 60'000, 15'000)}, {"date", Between(0, 99, 100)}});
  PlanPtr lines = Scan("lines", 60'000,
                       {{"key", Between(1, 60'000, 15'000)},
                        {"part", Between(1, 2000, 2000)},
                        {"supplier", Between(1, 100, 100)}});
  PlanPtr offers =
      Scan("offers", 8000, {{"part", Between(1, 2000, 2000)}, {"supplier", Between(1, 100, 100)}});

  double Rows(const PlanPtr& plan) { return CardinalityEstimator(*plan).EstimateRows(*plan); }
};

TEST_F(Estimator, InterpolatesRanges) {
  const PlanPtr half = Filter(orders, {Compare("orders.date", CompareOp::kLess, 50)});
  EXPECT_NEAR(Rows(half), 7500, 200);
  const PlanPtr tenth = Filter(orders, {Compare("orders.date", CompareOp::kGreaterEqual, 20),
                                        Compare("orders.date", CompareOp::kLess, 30)});
  EXPECT_NEAR(Rows(tenth), 1500, 200);
}

TEST_F(Estimator, FollowsForeignKeys) {
  const PlanPtr join = Join(JoinKind::kInner, orders, lines, {Equal("orders.key", "lines.key")});
  EXPECT_NEAR(Rows(join), 60'000, 1);
  const PlanPtr some = Filter(orders, {Compare("orders.date", CompareOp::kLess, 10)});
  EXPECT_NEAR(Rows(Join(JoinKind::kInner, some, lines, {Equal("orders.key", "lines.key")})), 6000,
              300);
}

TEST_F(Estimator, KnowsThatCompositeKeysAreNotIndependent) {
  const PlanPtr join =
      Join(JoinKind::kInner, lines, offers,
           {Equal("lines.part", "offers.part"), Equal("lines.supplier", "offers.supplier")});
  // Offers list the keys of lines here; were lines a part of offers, there would be fewer, and
  // fewer still if the two had nothing to do with each other.
  EXPECT_GT(Rows(join), 10'000);
  EXPECT_LE(Rows(join), 60'000);
}

TEST_F(Estimator, LimitsGroupsByRows) {
  const PlanPtr grouped = std::make_shared<AggregateNode>(
      lines, std::vector<NamedExpr>{PassOn(Column("lines.part")), PassOn(Column("lines.supplier"))},
      std::vector<AggregateCall>{});
  EXPECT_NEAR(Rows(grouped), 60'000, 1);
}

TEST_F(Estimator, NarrowsBoundsThroughFiltersAndJoins) {
  const PlanPtr some = Filter(orders, {Compare("orders.key", CompareOp::kLessEqual, 100)});
  const PlanPtr join = Join(JoinKind::kInner, lines, some, {Equal("orders.key", "lines.key")});
  CardinalityEstimator estimator(*join);
  const ColumnStatistics statistics = estimator.StatisticsOf(*join, Column("lines.key").id);
  ASSERT_TRUE(statistics.max.has_value());
  EXPECT_EQ(statistics.max->integral(), 100);
  EXPECT_TRUE(statistics.HasNoNulls());
}

TEST_F(Estimator, MovesBoundsByArithmetic) {
  const auto plus = functions.BindScalar("+", {TypeId::kInt32, TypeId::kInt32}, {});
  const ExprPtr sum =
      std::make_shared<CallExpr>(plus, std::vector<ExprPtr>{Ref("orders.date"), Int(5)});
  CardinalityEstimator estimator(*orders);
  const ColumnStatistics statistics = estimator.StatisticsOf(*orders, *sum);
  ASSERT_TRUE(statistics.min && statistics.max);
  EXPECT_EQ(statistics.min->integral(), 5);
  EXPECT_EQ(statistics.max->integral(), 104);
}

TEST_F(Estimator, LetsBoundsDecideConditions) {
  const PlanPtr never = Filter(orders, {Compare("orders.date", CompareOp::kGreater, 99)});
  EXPECT_EQ(RunPass<StatisticsFiltersPass>(never)->kind(), PlanKind::kValues);
  const PlanPtr always = Filter(orders, {Compare("orders.date", CompareOp::kLessEqual, 99)});
  EXPECT_EQ(RunPass<StatisticsFiltersPass>(always), orders);
  const PlanPtr open = Filter(orders, {Compare("orders.date", CompareOp::kLess, 99)});
  EXPECT_EQ(RunPass<StatisticsFiltersPass>(open), open);
}

}  // namespace
}  // namespace lakebolt
