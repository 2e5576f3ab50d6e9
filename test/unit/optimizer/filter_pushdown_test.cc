#include "optimizer/pass/filter_pushdown.h"

#include <gtest/gtest.h>

#include "optimizer/pass/transitive_predicates.h"
#include "plan_fixture.h"

namespace lakebolt {
namespace {

class FilterPushdown : public testing::Test, protected PlanFixture {
 protected:
  PlanPtr a = Scan("a", 1000, {{"x", Between(0, 99, 100)}, {"y", Between(0, 9, 10)}});
  PlanPtr b = Scan("b", 100, {{"x", Between(0, 99, 100)}, {"z", Between(0, 9, 10)}});
};

TEST_F(FilterPushdown, MakesACrossProductAJoin) {
  const PlanPtr plan = RunPass<FilterPushdownPass>(Filter(
      Join(JoinKind::kInner, a, b), {Equal("a.x", "b.x"), Compare("a.y", CompareOp::kEqual, 3)}));
  ASSERT_EQ(plan->kind(), PlanKind::kJoin);
  EXPECT_EQ(As<JoinNode>(plan).conditions().size(), 1u);
  EXPECT_EQ(plan->child(0)->kind(), PlanKind::kFilter);
  EXPECT_EQ(plan->child(1)->kind(), PlanKind::kScan);
}

TEST_F(FilterPushdown, KeepsConditionsOnTheOptionalSideAboveAnOuterJoin) {
  const ExprPtr is_null = std::make_shared<IsNullExpr>(Ref("b.z"));
  const PlanPtr plan = RunPass<FilterPushdownPass>(
      Filter(Join(JoinKind::kLeft, a, b, {Equal("a.x", "b.x")}), {is_null}));
  ASSERT_EQ(plan->kind(), PlanKind::kFilter);
  EXPECT_EQ(As<JoinNode>(plan->child()).join_kind(), JoinKind::kLeft);
}

TEST_F(FilterPushdown, MakesOuterJoinsInnerWhenNullsAreRejected) {
  const PlanPtr plan =
      RunPass<FilterPushdownPass>(Filter(Join(JoinKind::kLeft, a, b, {Equal("a.x", "b.x")}),
                                         {Compare("b.z", CompareOp::kGreater, 3)}));
  ASSERT_EQ(plan->kind(), PlanKind::kJoin);
  EXPECT_EQ(As<JoinNode>(plan).join_kind(), JoinKind::kInner);
  EXPECT_EQ(plan->child(1)->kind(), PlanKind::kFilter);
}

TEST_F(FilterPushdown, MakesFullJoinsLeftWhenOneSideIsNeeded) {
  const PlanPtr plan =
      RunPass<FilterPushdownPass>(Filter(Join(JoinKind::kFull, a, b, {Equal("a.x", "b.x")}),
                                         {Compare("a.y", CompareOp::kGreater, 3)}));
  ASSERT_EQ(plan->kind(), PlanKind::kJoin);
  EXPECT_EQ(As<JoinNode>(plan).join_kind(), JoinKind::kLeft);
  EXPECT_EQ(plan->child(0)->kind(), PlanKind::kFilter);
}

TEST_F(FilterPushdown, LeavesOuterJoinConditionsOnTheKeptSide) {
  const PlanPtr plan =
      RunPass<FilterPushdownPass>(Join(JoinKind::kLeft, a, b,
                                       {Equal("a.x", "b.x"), Compare("a.y", CompareOp::kEqual, 1),
                                        Compare("b.z", CompareOp::kEqual, 2)}));
  EXPECT_EQ(As<JoinNode>(plan).conditions().size(), 2u);
  EXPECT_EQ(plan->child(0)->kind(), PlanKind::kScan);
  EXPECT_EQ(plan->child(1)->kind(), PlanKind::kFilter);
}

TEST_F(FilterPushdown, StopsAtLimits) {
  const PlanPtr plan = RunPass<FilterPushdownPass>(
      Filter(std::make_shared<LimitNode>(a, 5, 0), {Compare("a.x", CompareOp::kEqual, 1)}));
  EXPECT_EQ(plan->kind(), PlanKind::kFilter);
  EXPECT_EQ(plan->child()->kind(), PlanKind::kLimit);
}

TEST_F(FilterPushdown, PassesGroupKeysButNotAggregates) {
  const AggregateCall count = Call("count", {Ref("a.y")}, "n");
  const PlanColumn key{ids.Next(), "k", TypeId::kInt32};
  PlanPtr grouped = std::make_shared<AggregateNode>(
      a, std::vector<NamedExpr>{{key.id, "k", Ref("a.x")}}, std::vector<AggregateCall>{count});
  const ExprPtr on_key = MakeCompare(CompareOp::kEqual, MakeColumn(key), Int(1));
  const ExprPtr on_count =
      MakeCompare(CompareOp::kGreater, Ref("n"), MakeConstant(Value::Int64(2)));
  const PlanPtr plan = RunPass<FilterPushdownPass>(Filter(grouped, {on_key, on_count}));
  ASSERT_EQ(plan->kind(), PlanKind::kFilter);
  EXPECT_EQ(As<FilterNode>(plan).conjuncts().size(), 1u);
  EXPECT_EQ(plan->child()->child()->kind(), PlanKind::kFilter);
}

TEST_F(FilterPushdown, FiltersEachSideByWhatADisjunctionSaysOfIt) {
  const auto both = [&](int x, int z) {
    return MakeConjunction(
        true, {Compare("a.x", CompareOp::kEqual, x), Compare("b.z", CompareOp::kEqual, z)});
  };
  const PlanPtr plan = RunPass<FilterPushdownPass>(
      Filter(Join(JoinKind::kInner, a, b), {MakeConjunction(false, {both(1, 2), both(3, 4)})}));
  ASSERT_EQ(plan->kind(), PlanKind::kJoin);
  for (const PlanPtr& child : plan->children()) {
    ASSERT_EQ(child->kind(), PlanKind::kFilter);
    EXPECT_EQ(As<FilterNode>(child).conjuncts()[0]->kind(), ExprKind::kIn);
  }
}

TEST_F(FilterPushdown, EmptiesWhatIsNeverTrue) {
  const PlanPtr plan =
      RunPass<FilterPushdownPass>(Filter(a, {MakeConstant(Value::Boolean(false))}));
  ASSERT_EQ(plan->kind(), PlanKind::kValues);
  EXPECT_TRUE(As<ValuesNode>(plan).rows().empty());
}

TEST_F(FilterPushdown, DerivesConditionsAcrossInnerAndToTheRightOfOuterJoins) {
  const PlanPtr filtered = Filter(a, {Compare("a.x", CompareOp::kEqual, 5)});
  for (const JoinKind kind : {JoinKind::kInner, JoinKind::kLeft, JoinKind::kSemi}) {
    const PlanPtr plan =
        RunPass<TransitivePredicatesPass>(Join(kind, filtered, b, {Equal("a.x", "b.x")}));
    EXPECT_EQ(plan->child(1)->kind(), PlanKind::kFilter) << JoinKindName(kind);
  }
  const PlanPtr right = Filter(b, {Compare("b.x", CompareOp::kEqual, 5)});
  const PlanPtr plan =
      RunPass<TransitivePredicatesPass>(Join(JoinKind::kLeft, a, right, {Equal("a.x", "b.x")}));
  EXPECT_EQ(plan->child(0)->kind(), PlanKind::kScan);
}

}  // namespace
}  // namespace lakebolt
