#include "plan/binder/order_binder.h"
#include "plan/binder/projection.h"
#include "plan/operators.h"
#include "plan/row_operators.h"

namespace lakebolt {

PlanPtr ApplyLimit(PlanPtr plan, const QueryTail& tail) {
  if (tail.bounds) {
    std::vector<SortKey> ties;
    if (tail.with_ties && plan->kind() == PlanKind::kSort) ties = As<SortNode>(plan).keys();
    return std::make_shared<ComputedLimitNode>(std::move(plan), tail.bounds, tail.percent,
                                               std::move(ties));
  }
  if (!tail.limit && tail.offset == 0) return plan;
  return std::make_shared<LimitNode>(std::move(plan), tail.limit, tail.offset);
}

BoundQuery QueryBinder::OrderAndLimit(BoundQuery query, const QueryTail& tail) {
  if (!tail.HasOrder()) {
    query.plan = ApplyLimit(std::move(query.plan), tail);
    return query;
  }
  std::vector<ScopeColumn> names;
  std::vector<NamedValue> outputs;
  for (size_t i = 0; i < query.columns.size(); ++i) {
    names.push_back({query.names[i], query.types[i], query.columns[i], nullptr});
    outputs.push_back({query.names[i], names.back().Reference({})});
  }
  const Scope scope{Relation("", std::move(names))};
  // Aggregates would have nothing to stand on here.
  QueryLevel level(outer_, ctes_, &scope, Clause::kExpression);
  std::vector<SortKey> keys = OrderBinder(state_, level, outputs).BindOrderBy(tail);
  if (!level.aggregates().empty()) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "aggregate functions are not allowed in ORDER BY of a set operation or VALUES",
                    state_.Where(tail.order_by->front().range));
  }
  ProjectionBuilder projection(*query.plan, state_.column_ids());
  for (const PlanColumn& column : query.plan->columns()) {
    projection.Add(ReferenceTo(column), column.name);
  }
  const size_t visible = projection.size();
  for (SortKey& key : keys) {
    key.expr = projection.Reference(projection.Add(key.expr, key.expr->ToString()));
  }
  PlanPtr plan = projection.Build(std::move(query.plan));
  plan = ApplyLimit(std::make_shared<SortNode>(std::move(plan), std::move(keys)), tail);
  query.plan = projection.KeepFirst(std::move(plan), visible);
  return query;
}

}  // namespace lakebolt
