#include "plan/binder/collated_sets.h"

#include <algorithm>

#include "plan/binder/collation.h"
#include "plan/binder/distinct.h"

namespace lakebolt {

namespace {

ExprPtr ColumnOf(const BoundQuery& query, size_t i, const std::vector<LogicalType>& types) {
  return std::make_shared<ColumnExpr>(query.columns[i], query.names[i], types[i]);
}

/// Numbers the rows of an input among those that are compared as equal, in a column of its own.
PlanColumn NumberEqualRows(BoundQuery& input, const std::vector<LogicalType>& types,
                           BinderState& state) {
  std::vector<ExprPtr> keys;
  for (size_t i = 0; i < types.size(); ++i) {
    keys.push_back(CollationKey(ColumnOf(input, i, types), state));
  }
  WindowCall number;
  number.id = state.NewColumn();
  number.name = "row_number";
  number.function = state.windows().Bind("row_number", {}, {});
  const PlanColumn column{number.id, number.name, number.type()};
  input.plan =
      std::make_shared<WindowNode>(std::move(input.plan), std::move(keys), std::vector<SortKey>{},
                                   std::vector<WindowCall>{number});
  return column;
}

}  // namespace

bool AnyCollated(const std::vector<LogicalType>& types, const BinderState& state) {
  return std::any_of(types.begin(), types.end(),
                     [&](const LogicalType& type) { return HasCollationKey(type, state); });
}

BoundQuery PlanCollatedSet(SetOperationKind kind, bool all, std::vector<BoundQuery> inputs,
                           const std::vector<LogicalType>& types, BinderState& state) {
  std::vector<ExprPtr> conditions;
  for (BoundQuery& input : inputs) input.plan = KeepColumnsOf(input.plan, input);
  if (all) {
    // Of equal rows the first of one side go with the first of the other.
    const PlanColumn left = NumberEqualRows(inputs[0], types, state);
    const PlanColumn right = NumberEqualRows(inputs[1], types, state);
    conditions.push_back(
        std::make_shared<CompareExpr>(CompareOp::kEqual, ReferenceTo(left), ReferenceTo(right)));
  }
  std::vector<ExprPtr> values;
  for (size_t i = 0; i < types.size(); ++i) {
    values.push_back(ColumnOf(inputs[0], i, types));
    conditions.push_back(
        std::make_shared<CompareExpr>(CompareOp::kNotDistinct, CollationKey(values[i], state),
                                      CollationKey(ColumnOf(inputs[1], i, types), state)));
  }
  BoundQuery result = std::move(inputs[0]);
  const JoinKind join = kind == SetOperationKind::kExcept ? JoinKind::kAnti : JoinKind::kSemi;
  result.plan = std::make_shared<JoinNode>(join, std::move(result.plan), std::move(inputs[1].plan),
                                           std::move(conditions));
  if (all) {
    result.plan = KeepColumnsOf(result.plan, result);
    return result;
  }
  const auto collated = CollatedColumnsOf(result, values, state);
  result.plan = KeepColumnsOf(PlanDistinct(result.plan, collated, result, state), result);
  return result;
}

}  // namespace lakebolt
