#include "optimizer/rule/expression_rules.h"

#include <gtest/gtest.h>

#include "optimizer/rule/implied_disjunction.h"
#include "plan_fixture.h"

namespace lakebolt {
namespace {

class ExpressionRules : public testing::Test, protected PlanFixture {
 protected:
  ExpressionRules() {
    Scan("a", 10, {{"x", {}}, {"y", {}}});
    Scan("b", 10, {{"z", {}}});
  }
  ExprPtr X(int32_t value) { return Compare("a.x", CompareOp::kEqual, value); }
  ExprPtr Y(int32_t value) { return Compare("a.y", CompareOp::kEqual, value); }
};

TEST_F(ExpressionRules, PutConstantsToTheRight) {
  const ExprPtr result = ConstantToRight(MakeCompare(CompareOp::kLess, Int(5), Ref("a.x")));
  EXPECT_TRUE(result->Equals(*Compare("a.x", CompareOp::kGreater, 5)));
}

TEST_F(ExpressionRules, FactorWhatAllBranchesShare) {
  const ExprPtr result = FactorDisjunction(MakeConjunction(
      false, {MakeConjunction(true, {X(1), Y(1)}), MakeConjunction(true, {X(1), Y(2)})}));
  ASSERT_EQ(result->kind(), ExprKind::kConjunction);
  EXPECT_TRUE(result->child(0)->Equals(*X(1)));
  EXPECT_EQ(result->child(1)->kind(), ExprKind::kIn);
}

TEST_F(ExpressionRules, AbsorbBranchesThatSayMore) {
  const ExprPtr result =
      FactorDisjunction(MakeConjunction(false, {X(1), MakeConjunction(true, {X(1), Y(2)})}));
  EXPECT_TRUE(result->Equals(*X(1)));
}

TEST_F(ExpressionRules, GatherEqualitiesIntoIn) {
  const ExprPtr result = EqualitiesToIn(MakeConjunction(false, {X(1), Y(7), X(2), X(1)}));
  ASSERT_EQ(result->kind(), ExprKind::kConjunction);
  EXPECT_EQ(result->children().size(), 2u);
}

TEST_F(ExpressionRules, CompareInTheColumnsOwnType) {
  const auto cast = [&] { return std::make_shared<CastExpr>(Ref("a.x"), TypeId::kInt64); };
  const ExprPtr narrow =
      UnwrapCast(MakeCompare(CompareOp::kLess, cast(), MakeConstant(Value::Int64(7))));
  EXPECT_TRUE(narrow->Equals(*Compare("a.x", CompareOp::kLess, 7)));
  const ExprPtr too_large =
      MakeCompare(CompareOp::kLess, cast(), MakeConstant(Value::Int64(int64_t{1} << 40)));
  EXPECT_EQ(UnwrapCast(too_large), too_large);
}

TEST_F(ExpressionRules, PushNotThroughDisjunctions) {
  const ExprPtr result =
      PushNotDown(std::make_shared<NotExpr>(MakeConjunction(false, {X(1), Y(2)})));
  ASSERT_EQ(result->kind(), ExprKind::kConjunction);
  EXPECT_TRUE(As<ConjunctionExpr>(result).is_and());
  EXPECT_TRUE(result->child(0)->Equals(*Compare("a.x", CompareOp::kNotEqual, 1)));
}

TEST_F(ExpressionRules, ImplyNothingWhereABranchSaysNothing) {
  const ExprPtr z = Compare("b.z", CompareOp::kEqual, 1);
  const ColumnSet a_columns{Column("a.x").id, Column("a.y").id};
  const ExprPtr open = MakeConjunction(false, {MakeConjunction(true, {X(1), z}), z});
  EXPECT_EQ(ImpliedDisjunction(*open, a_columns), nullptr);
  const ExprPtr closed =
      MakeConjunction(false, {MakeConjunction(true, {X(1), z}), MakeConjunction(true, {Y(1), z})});
  const ExprPtr implied = ImpliedDisjunction(*closed, a_columns);
  ASSERT_NE(implied, nullptr);
  EXPECT_TRUE(implied->Equals(*MakeConjunction(false, {X(1), Y(1)})));
}

}  // namespace
}  // namespace lakebolt
