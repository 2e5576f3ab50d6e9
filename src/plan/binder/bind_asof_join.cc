#include <algorithm>

#include "plan/binder/coercion.h"
#include "plan/binder/from_binder.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"
#include "plan/row_operators.h"
#include "plan/window.h"

namespace lakebolt {

namespace {

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
                                          const std::vector<ExprPtr>& conditions, bool& has_more) {
  const SourceRange range = state_.Where(join.range);
  const ColumnSet left_ids = OutputColumns(left);
  const ColumnSet right_ids = OutputColumns(right);
  const bool by_name = join.natural || !join.using_columns.empty();
  AsofJoinNode::Spec spec;
  for (size_t i = 0; i < conditions.size(); ++i) {
    const ExprPtr& condition = conditions[i];
    const bool compares = condition->kind() == ExprKind::kCompare;
    CompareOp op = compares ? As<CompareExpr>(condition).op() : CompareOp::kNotEqual;
    ExprPtr a = compares ? condition->child(0) : nullptr;
    ExprPtr b = compares ? condition->child(1) : nullptr;
    bool of_both = compares && IsMadeOf(*a, left_ids) && IsMadeOf(*b, right_ids);
    if (compares && !of_both && IsMadeOf(*b, left_ids) && IsMadeOf(*a, right_ids)) {
      of_both = true;
      std::swap(a, b);
      op = Flip(op);
    }
    // USING (a, b): the last column is the one that may be nearest.
    if (by_name && i + 1 == conditions.size()) op = CompareOp::kGreaterEqual;
    if (!of_both || (op != CompareOp::kEqual && !IsOrder(op))) {
      has_more = true;
    } else if (op == CompareOp::kEqual) {
      spec.left_keys.push_back(std::move(a));
      spec.right_keys.push_back(std::move(b));
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

PlanPtr FromBinder::PlanFilteredAsof(const sql::JoinRef& join, PlanPtr left, PlanPtr right,
                                     const std::vector<ExprPtr>& conditions,
                                     const AsofJoinNode::Spec& spec) {
  const sql::JoinKind kind = join.join_kind;
  if (kind == sql::JoinKind::kAnti || kind == sql::JoinKind::kSemi) {
    // A row has a nearest match exactly when it has any.
    return std::make_shared<JoinNode>(
        kind == sql::JoinKind::kAnti ? JoinKind::kAnti : JoinKind::kSemi, std::move(left),
        std::move(right), conditions);
  }
  if (kind == sql::JoinKind::kRight || kind == sql::JoinKind::kFull) {
    throw UserError(ErrorCode::kNotSupported,
                    "ASOF RIGHT and FULL JOIN take comparisons of the two sides only",
                    state_.Where(join.range));
  }
  WindowCall number;
  number.id = state_.NewColumn();
  number.name = "row_number";
  number.function = state_.windows().Bind("row_number", {}, {});
  const PlanColumn row{number.id, number.name, number.type()};
  left = std::make_shared<WindowNode>(std::move(left), std::vector<ExprPtr>{},
                                      std::vector<SortKey>{}, std::vector<WindowCall>{number});
  PlanPtr pairs =
      std::make_shared<JoinNode>(kind == sql::JoinKind::kLeft ? JoinKind::kLeft : JoinKind::kInner,
                                 std::move(left), std::move(right), conditions);
  const bool downward = spec.op == CompareOp::kGreaterEqual || spec.op == CompareOp::kGreater;
  return std::make_shared<PartitionLimitNode>(
      std::move(pairs), std::vector<ExprPtr>{MakeColumn(row)},
      std::vector<SortKey>{{spec.right_order, downward, false}}, 1, 0);
}

PlanPtr FromBinder::PlanAsofJoin(const sql::JoinRef& join, PlanPtr left, PlanPtr right,
                                 const std::vector<ExprPtr>& conditions) {
  bool has_more = false;
  AsofJoinNode::Spec spec = AsofSpecOf(join, *left, *right, conditions, has_more);
  if (has_more) return PlanFilteredAsof(join, std::move(left), std::move(right), conditions, spec);
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
