#include "plan/binder/collated_sets.h"

#include <algorithm>

#include "plan/binder/collation.h"
#include "plan/binder/distinct.h"

namespace lakebolt {

namespace {

ExprPtr ColumnOf(const BoundQuery& query, size_t i, const std::vector<LogicalType>& types) {
  return std::make_shared<ColumnExpr>(query.columns[i], query.names[i], types[i]);
}

}  // namespace

bool AnyCollated(const std::vector<LogicalType>& types, const BinderState& state) {
  return std::any_of(types.begin(), types.end(),
                     [&](const LogicalType& type) { return HasCollationKey(type, state); });
}

BoundQuery PlanCollatedSet(SetOperationKind kind, const std::vector<BoundQuery>& inputs,
                           const std::vector<LogicalType>& types, BinderState& state) {
  std::vector<ExprPtr> conditions;
  std::vector<ExprPtr> values;
  for (size_t i = 0; i < types.size(); ++i) {
    values.push_back(ColumnOf(inputs[0], i, types));
    conditions.push_back(
        std::make_shared<CompareExpr>(CompareOp::kNotDistinct, CollationKey(values[i], state),
                                      CollationKey(ColumnOf(inputs[1], i, types), state)));
  }
  BoundQuery result = inputs[0];
  const JoinKind join = kind == SetOperationKind::kExcept ? JoinKind::kAnti : JoinKind::kSemi;
  result.plan =
      std::make_shared<JoinNode>(join, KeepColumnsOf(inputs[0].plan, inputs[0]),
                                 KeepColumnsOf(inputs[1].plan, inputs[1]), std::move(conditions));
  const auto collated = CollatedColumnsOf(result, values, state);
  result.plan = KeepColumnsOf(PlanDistinct(result.plan, collated, result, state), result);
  return result;
}

}  // namespace lakebolt
