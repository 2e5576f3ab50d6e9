#include "plan/binder/binder.h"

#include "plan/binder/expression_binder.h"
#include "plan/binder/query_binder.h"
#include "plan/binder/separate_subqueries.h"

namespace lakebolt {

BoundQuery Binder::BindQuery(const sql::Query& query) const {
  BinderState state(context_);
  QueryBinder binder(state, nullptr, nullptr);
  BoundQuery bound =
      context_.outer_cte_count == 0
          ? binder.Bind(query)
          : binder.BindWithCtes(std::span(*context_.outer_ctes).first(context_.outer_cte_count),
                                false, query, false);
  if (state.has_subqueries()) bound.plan = SeparateSubqueries(bound.plan, state);
  return bound;
}

ExprPtr Binder::BindExpression(const sql::Expression& expression,
                               const std::vector<PlanColumn>& columns,
                               const std::string& relation) const {
  std::vector<ScopeColumn> names;
  names.reserve(columns.size());
  for (const PlanColumn& column : columns) {
    names.push_back({column.name, column.type, column.id, nullptr});
  }
  const Scope scope{Relation(relation, std::move(names))};
  BinderState state(context_);
  QueryLevel level(nullptr, nullptr, &scope, Clause::kExpression);
  return ExpressionBinder(state, level).Bind(expression);
}

}  // namespace lakebolt
