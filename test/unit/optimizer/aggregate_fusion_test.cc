#include "optimizer/pass/aggregate_fusion.h"

#include <gtest/gtest.h>

#include "plan/plan_copy.h"
#include "plan_fixture.h"

namespace lakebolt {
namespace {

class AggregateFusion : public testing::Test, protected PlanFixture {
 protected:
  /// Counts the rows of `a` for which a condition holds, over columns of its own.
  PlanPtr Count(std::vector<ExprPtr> conjuncts, const std::string& name) {
    ColumnMap map;
    PlanPtr input = CopyWithNewIds(Filter(a, std::move(conjuncts)), ids, map);
    return std::make_shared<AggregateNode>(
        std::move(input), std::vector<NamedExpr>(),
        std::vector<AggregateCall>{Call("count_star", {}, name)});
  }

  static size_t Scans(const PlanNode& plan) {
    size_t scans = plan.kind() == PlanKind::kScan ? 1 : 0;
    for (const PlanPtr& child : plan.children()) scans += Scans(*child);
    return scans;
  }

  PlanPtr a = Scan("a", 1000, {{"x", Between(0, 99, 100)}, {"y", Between(0, 9, 10)}});
};

TEST_F(AggregateFusion, ReadsATableOnceForFiltersOnOneColumn) {
  const PlanPtr plan = RunPass<AggregateFusionPass>(
      Join(JoinKind::kInner, Count({Compare("a.x", CompareOp::kEqual, 1)}, "one"),
           Count({Compare("a.x", CompareOp::kEqual, 2)}, "two")));
  ASSERT_EQ(plan->kind(), PlanKind::kCte);
  EXPECT_EQ(Scans(*plan), 1u);
  const auto& fused = As<AggregateNode>(plan->child(0));
  ASSERT_EQ(fused.calls().size(), 2u);
  EXPECT_TRUE(fused.calls()[0].filter != nullptr && fused.calls()[1].filter != nullptr);
  EXPECT_EQ(fused.child()->kind(), PlanKind::kFilter);
}

TEST_F(AggregateFusion, LeavesReadingsThatMaySkipDifferentRows) {
  const PlanPtr plan = RunPass<AggregateFusionPass>(
      Join(JoinKind::kInner, Count({Compare("a.x", CompareOp::kEqual, 1)}, "one"),
           Count({Compare("a.y", CompareOp::kEqual, 2)}, "two")));
  EXPECT_EQ(Scans(*plan), 2u);
}

TEST_F(AggregateFusion, ReadsAllRowsWhereOneAggregateDoes) {
  const PlanPtr plan = RunPass<AggregateFusionPass>(Join(
      JoinKind::kInner, Count({}, "all"), Count({Compare("a.y", CompareOp::kEqual, 2)}, "two")));
  ASSERT_EQ(plan->kind(), PlanKind::kCte);
  EXPECT_EQ(plan->child(0)->child()->kind(), PlanKind::kScan);
}

TEST_F(AggregateFusion, FiltersTheInputByWhatAnyCallWants) {
  AggregateCall call = Call("count_star", {}, "one");
  call.filter = Compare("a.x", CompareOp::kEqual, 1);
  const PlanPtr plan = RunPass<AggregateFusionPass>(std::make_shared<AggregateNode>(
      a, std::vector<NamedExpr>(), std::vector<AggregateCall>{call}));
  EXPECT_EQ(plan->child()->kind(), PlanKind::kFilter);
  EXPECT_EQ(As<AggregateNode>(plan).calls()[0].filter, nullptr);
}

}  // namespace
}  // namespace lakebolt
