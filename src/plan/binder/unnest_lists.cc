#include "plan/binder/unnest_lists.h"

#include <algorithm>

#include "plan/binder/coercion.h"
#include "plan/binder/scope.h"
#include "plan/plan_rewrite.h"
#include "plan/unnest_node.h"

namespace lakebolt {

namespace {

/// Returns for each list how many levels of lists come out of it. All that have the same height are
/// unnested together, so that the innermost lists stand beside those that have one level only.
std::vector<size_t> HeightsOf(const std::vector<NamedExpr>& lists) {
  std::vector<size_t> heights(lists.size(), 0);
  for (size_t i = lists.size(); i-- > 0;) {  // a list stands before those that come out of it
    ColumnSet used;
    CollectColumns(*lists[i].expr, used);
    for (size_t source = 0; source < i; ++source) {
      if (used.contains(lists[source].id)) {
        heights[source] = std::max(heights[source], heights[i] + 1);
      }
    }
  }
  return heights;
}

}  // namespace

bool IsUnnest(const std::string& name) {
  return name == "unnest";
}

bool IsUnnestCall(const sql::Expression& expression) {
  if (expression.kind != sql::ExpressionKind::kFunctionCall) return false;
  const auto& call = sql::As<sql::FunctionCallExpression>(expression);
  return call.name.size() == 1 && IsUnnest(FoldName(call.name[0].text)) && !call.over;
}

PlanPtr UnnestLists(PlanPtr plan, std::vector<NamedExpr> lists) {
  const std::vector<size_t> heights = HeightsOf(lists);
  size_t height = heights.empty() ? 0 : *std::max_element(heights.begin(), heights.end()) + 1;
  while (height-- > 0) {
    std::vector<NamedExpr> now;
    for (size_t i = 0; i < lists.size(); ++i) {
      if (heights[i] == height) now.push_back(std::move(lists[i]));
    }
    plan = std::make_shared<UnnestNode>(std::move(plan), std::move(now), PlanColumn{}, false);
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
