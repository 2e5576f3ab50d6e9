#include "plan/binder/unnest_lists.h"

#include <algorithm>

#include "plan/binder/coercion.h"
#include "plan/binder/scope.h"
#include "plan/plan_rewrite.h"
#include "plan/unnest_node.h"

namespace lakebolt {

bool IsUnnest(const std::string& name) {
  return name == "unnest";
}

bool IsUnnestCall(const sql::Expression& expression) {
  if (expression.kind != sql::ExpressionKind::kFunctionCall) return false;
  const auto& call = sql::As<sql::FunctionCallExpression>(expression);
  return call.name.size() == 1 && IsUnnest(FoldName(call.name[0].text)) && !call.over;
}

PlanPtr UnnestLists(PlanPtr plan, std::vector<NamedExpr> lists) {
  while (!lists.empty()) {
    ColumnSet open;
    for (const NamedExpr& list : lists) open.insert(list.id);
    std::vector<NamedExpr> now;
    std::vector<NamedExpr> later;
    for (NamedExpr& list : lists) {
      ColumnSet used;
      CollectColumns(*list.expr, used);
      (used.Intersects(open) ? later : now).push_back(std::move(list));
    }
    plan = std::make_shared<UnnestNode>(std::move(plan), std::move(now), PlanColumn{}, false);
    lists = std::move(later);
  }
  return plan;
}

PlanPtr UnnestInPlace(JoinKind kind, const PlanPtr& left, const PlanNode& right,
                      const std::vector<ExprPtr>& conditions) {
  if (right.kind() != PlanKind::kUnnest) return nullptr;
  const auto& unnest = As<UnnestNode>(right);
  const PlanNode& below = *unnest.child();
  const bool over_nothing = below.kind() == PlanKind::kValues && below.columns().empty() &&
                            As<ValuesNode>(below).rows().size() == 1;
  const bool always = std::all_of(conditions.begin(), conditions.end(), [](const ExprPtr& expr) {
    return expr->kind() == ExprKind::kConstant && !As<ConstantExpr>(expr).value().IsNull() &&
           As<ConstantExpr>(expr).value().boolean();
  });
  if (!over_nothing || (kind != JoinKind::kInner && (kind != JoinKind::kLeft || !always))) {
    return nullptr;
  }
  PlanPtr plan = std::make_shared<UnnestNode>(left, unnest.lists(), unnest.ordinality(),
                                              kind == JoinKind::kLeft || unnest.keep_empty());
  if (kind == JoinKind::kInner && !always) {
    plan = std::make_shared<FilterNode>(std::move(plan), conditions);
  }
  return plan;
}

ExprPtr AsList(ExprPtr value, SourceRange range) {
  const LogicalType& type = value->type();
  if (type.id() == TypeId::kList) return value;
  if (type.id() == TypeId::kNull) return CoerceTo(std::move(value), LogicalType::List(type));
  throw UserError(ErrorCode::kTypeMismatch,
                  "UNNEST takes lists, structs and NULL, not " + type.ToString(), range,
                  type.id() == TypeId::kMap ? "map_entries(m) makes a list of a map" : "");
}

}  // namespace lakebolt
