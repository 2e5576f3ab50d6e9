#include <gtest/gtest.h>

#include "optimizer/property/nullability.h"
#include "optimizer/property/uniqueness.h"
#include "plan_fixture.h"

namespace lakebolt {
namespace {

class Property : public testing::Test, protected PlanFixture {
 protected:
  PlanPtr a = Scan("a", 10, {{"x", Between(0, 9, 10)}, {"y", {}}});
  PlanPtr b = Scan("b", 10, {{"x", Between(0, 9, 10)}, {"y", {}}});

  PlanPtr Grouped(const PlanPtr& child, const std::string& key) {
    return std::make_shared<AggregateNode>(child, std::vector<NamedExpr>{PassOn(Column(key))},
                                           std::vector<AggregateCall>{});
  }
  ColumnId Id(const std::string& name) { return Column(name).id; }
};

TEST_F(Property, NullsComeFromOuterJoinsOnly) {
  const PlanPtr join = Join(JoinKind::kLeft, a, b, {Equal("a.x", "b.x")});
  Nullability nullability;
  const ColumnSet& never = nullability.NeverNullColumns(*join);
  EXPECT_TRUE(never.contains(Id("a.x")));
  EXPECT_FALSE(never.contains(Id("a.y")));
  EXPECT_FALSE(never.contains(Id("b.x")));
}

TEST_F(Property, FiltersAndJoinConditionsDropNulls) {
  const PlanPtr join = Join(JoinKind::kInner, a, b, {Equal("a.y", "b.y")});
  Nullability nullability;
  EXPECT_TRUE(nullability.NeverNullColumns(*join).contains(Id("b.y")));
  const PlanPtr filtered = Filter(a, {Compare("a.y", CompareOp::kGreater, 1)});
  EXPECT_TRUE(nullability.NeverNullColumns(*filtered).contains(Id("a.y")));
}

TEST_F(Property, ConditionsThatRejectNulls) {
  const ColumnSet y{Id("a.y")};
  const ExprPtr is_null = std::make_shared<IsNullExpr>(Ref("a.y"));
  EXPECT_TRUE(RejectsNulls(*Compare("a.y", CompareOp::kEqual, 1), y));
  EXPECT_FALSE(RejectsNulls(*is_null, y));
  EXPECT_TRUE(RejectsNulls(*std::make_shared<NotExpr>(is_null), y));
  const ExprPtr either = MakeConjunction(
      false, {Compare("a.y", CompareOp::kEqual, 1), Compare("a.x", CompareOp::kEqual, 1)});
  EXPECT_FALSE(RejectsNulls(*either, y));
  EXPECT_TRUE(RejectsNulls(*either, {Id("a.x"), Id("a.y")}));
}

TEST_F(Property, GroupsAreUniqueOnTheirKeys) {
  const PlanPtr grouped = Grouped(a, "a.x");
  EXPECT_TRUE(IsUniqueOn(*grouped, {Id("a.x")}));
  EXPECT_FALSE(IsUniqueOn(*grouped, {}));
  const PlanPtr one = Filter(grouped, {Compare("a.x", CompareOp::kEqual, 1)});
  EXPECT_TRUE(IsUniqueOn(*one, {}));
  EXPECT_FALSE(IsUniqueOn(*a, {Id("a.x")}));
}

TEST_F(Property, JoinsWithUniqueSidesKeepUniqueness) {
  const PlanPtr left = Grouped(a, "a.x");
  const PlanPtr right = Grouped(b, "b.x");
  EXPECT_TRUE(IsUniqueOn(*Join(JoinKind::kLeft, left, right, {Equal("a.x", "b.x")}), {Id("a.x")}));
  EXPECT_FALSE(IsUniqueOn(*Join(JoinKind::kLeft, left, b, {Equal("a.x", "b.x")}), {Id("a.x")}));
  EXPECT_TRUE(IsUniqueOn(*Join(JoinKind::kSemi, left, b, {Equal("a.x", "b.x")}), {Id("a.x")}));
}

}  // namespace
}  // namespace lakebolt
