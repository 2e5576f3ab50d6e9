#include "plan/binder/coercion.h"
#include "plan/binder/query_binder.h"
#include "plan/operators.h"
#include "plan/recursive_cte.h"

namespace lakebolt {

namespace {

/// Casts the step's columns to those of the anchor; `query.columns` are then all different.
void CastStep(BoundQuery& query, const std::vector<PlanColumn>& to, BinderState& state) {
  std::vector<NamedExpr> items;
  for (size_t i = 0; i < to.size(); ++i) {
    ExprPtr value = std::make_shared<ColumnExpr>(query.columns[i], query.names[i], query.types[i]);
    items.push_back({state.NewColumn(), to[i].name, MakeCast(std::move(value), to[i].type)});
    query.columns[i] = items.back().id;
  }
  query.plan = std::make_shared<ProjectNode>(std::move(query.plan), std::move(items));
}

}  // namespace

std::optional<BoundQuery> QueryBinder::BindRecursiveUnion(const sql::Query& query) {
  CteScope& cte = *std::exchange(recursive_, nullptr);
  if (query.body->kind != sql::QueryBodyKind::kSetOperation) return std::nullopt;
  const auto& set = sql::As<sql::SetOperation>(*query.body);
  if (set.op != sql::SetOperator::kUnion) return std::nullopt;

  BoundQuery result = BindBody(*set.left);
  CheckCteNames(*cte.definition, result.names.size(), state_);
  RecursiveCteNode::Inputs inputs;
  std::vector<PlanColumn> columns;
  PlanPtr anchor = PlanWithDistinctColumns(result, state_.column_ids());
  inputs.anchor = result.columns;
  const size_t named = cte.definition->column_aliases.size();
  for (size_t i = 0; i < result.names.size(); ++i) {
    if (i < named) result.names[i] = cte.definition->column_aliases[i].text;
    columns.push_back({state_.NewColumn(), result.names[i], result.types[i]});
    result.columns[i] = columns[i].id;
  }
  cte.bound.names = result.names;
  cte.bound.types = result.types;
  cte.bound.columns = result.columns;
  cte.working_id = state_.NewCteId();
  cte.all_rows_id = state_.NewCteId();
  cte.self = CteScope::Self::kWorking;
  BoundQuery step = BindBody(*set.right);
  cte.self = CteScope::Self::kOpen;
  // Without a use of its own name it is an ordinary union.
  if (cte.working_uses == 0) return std::nullopt;

  const SourceRange range = state_.Where(query.range);
  if (!query.order_by.empty() || query.limit || query.offset) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "ORDER BY and LIMIT cannot stand behind the UNION of a recursive CTE", range,
                    "put them into the query that reads the CTE");
  }
  if (step.names.size() != columns.size()) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "the two sides of the recursive UNION have " + std::to_string(columns.size()) +
                        " and " + std::to_string(step.names.size()) + " columns",
                    range);
  }
  CastStep(step, columns, state_);
  inputs.step = step.columns;
  cte.is_recursive = true;
  RecursiveCteNode::Key key{cte.all_rows_id, {}};
  result.plan = std::make_shared<RecursiveCteNode>(
      cte.working_id, cte.definition->name.text, set.all, std::move(anchor), std::move(step.plan),
      std::move(inputs), std::move(columns), std::move(key));
  return result;
}

}  // namespace lakebolt
