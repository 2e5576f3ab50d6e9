#include <algorithm>

#include "plan/binder/coercion.h"
#include "plan/binder/from_binder.h"
#include "plan/plan_rewrite.h"
#include "plan/row_operators.h"

namespace lakebolt {

namespace {

bool IsWithin(const Expr& expr, const ColumnSet& columns) {
  ColumnSet used;
  CollectColumns(expr, used);
  return !used.empty() &&
         std::all_of(used.begin(), used.end(), [&](ColumnId id) { return columns.contains(id); });
}

bool IsOrder(CompareOp op) {
  return op == CompareOp::kGreaterEqual || op == CompareOp::kGreater ||
         op == CompareOp::kLessEqual || op == CompareOp::kLess;
}

/// Gives a column that is TRUE beside every row of `right`, for telling rows without a match.
PlanPtr WithFlag(PlanPtr right, const PlanColumn& flag) {
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : right->columns()) items.push_back(PassOn(column));
  items.push_back({flag.id, flag.name, MakeConstant(Value::Boolean(true))});
  return std::make_shared<ProjectNode>(std::move(right), std::move(items));
}

}  // namespace

AsofJoinNode::Spec FromBinder::AsofSpecOf(const sql::JoinRef& join, const PlanNode& left,
                                          const PlanNode& right,
                                          const std::vector<ExprPtr>& conditions) {
  const SourceRange range = state_.Where(join.range);
  const ColumnSet left_ids = OutputColumns(left);
  const ColumnSet right_ids = OutputColumns(right);
  const bool by_name = join.natural || !join.using_columns.empty();
  AsofJoinNode::Spec spec;
  for (size_t i = 0; i < conditions.size(); ++i) {
    const ExprPtr& condition = conditions[i];
    if (condition->kind() != ExprKind::kCompare) {
      throw UserError(ErrorCode::kInvalidQuery, "ASOF JOIN takes comparisons of the two sides only",
                      range);
    }
    CompareOp op = As<CompareExpr>(condition).op();
    ExprPtr a = condition->child(0);
    ExprPtr b = condition->child(1);
    if (IsWithin(*b, left_ids) && IsWithin(*a, right_ids)) {
      std::swap(a, b);
      op = Flip(op);
    } else if (!IsWithin(*a, left_ids) || !IsWithin(*b, right_ids)) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "each condition of an ASOF JOIN compares the left side with the right one",
                      range);
    }
    // USING (a, b): the last column is the one that may be nearest.
    if (by_name && i + 1 == conditions.size()) op = CompareOp::kGreaterEqual;
    if (op == CompareOp::kEqual) {
      spec.left_keys.push_back(std::move(a));
      spec.right_keys.push_back(std::move(b));
    } else if (!IsOrder(op)) {
      throw UserError(
          ErrorCode::kInvalidQuery,
          "ASOF JOIN compares by =, >=, >, <= and <, not by " + std::string(CompareOpSql(op)),
          range);
    } else if (spec.left_order) {
      throw UserError(ErrorCode::kInvalidQuery, "ASOF JOIN has two inequalities", range,
                      "one says which row is nearest; the others must be equalities");
    } else {
      spec.left_order = std::move(a);
      spec.right_order = std::move(b);
      spec.op = op;
    }
  }
  if (spec.left_order) return spec;
  throw UserError(ErrorCode::kInvalidQuery, "ASOF JOIN has no inequality", range,
                  "one of >=, >, <= and < says which row is nearest");
}

PlanPtr FromBinder::PlanAsofJoin(const sql::JoinRef& join, PlanPtr left, PlanPtr right,
                                 const std::vector<ExprPtr>& conditions) {
  AsofJoinNode::Spec spec = AsofSpecOf(join, *left, *right, conditions);
  const sql::JoinKind kind = join.join_kind;
  const bool anti = kind == sql::JoinKind::kAnti;
  spec.keeps_left = anti || kind == sql::JoinKind::kLeft || kind == sql::JoinKind::kFull;
  spec.keeps_right = kind == sql::JoinKind::kRight || kind == sql::JoinKind::kFull;
  const PlanColumn flag{anti ? state_.NewColumn() : kNoColumn, "found", TypeId::kBoolean};
  if (anti) right = WithFlag(std::move(right), flag);
  PlanPtr plan = std::make_shared<AsofJoinNode>(std::move(left), std::move(right), std::move(spec));
  if (!anti) return plan;
  ExprPtr missing = std::make_shared<IsNullExpr>(MakeColumn(flag));
  return std::make_shared<FilterNode>(std::move(plan), std::vector<ExprPtr>{std::move(missing)});
}

}  // namespace lakebolt
