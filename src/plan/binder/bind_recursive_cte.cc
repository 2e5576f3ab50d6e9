#include <algorithm>

#include "plan/binder/coercion.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/query_binder.h"
#include "plan/operators.h"
#include "plan/recursive_cte.h"
#include "sql/ast/children.h"

namespace lakebolt {

namespace {

/// Casts the step's columns to those of the anchor; `query.columns` are then all different.
void CastStep(BoundQuery& query, const std::vector<LogicalType>& to, BinderState& state) {
  std::vector<NamedExpr> items;
  for (size_t i = 0; i < to.size(); ++i) {
    ExprPtr value = std::make_shared<ColumnExpr>(query.columns[i], query.names[i], query.types[i]);
    items.push_back({state.NewColumn(), query.names[i], MakeCast(std::move(value), to[i])});
    query.columns[i] = items.back().id;
  }
  query.plan = std::make_shared<ProjectNode>(std::move(query.plan), std::move(items));
}

/// Replaces columns by their places in a row.
ExprPtr AtPlaces(const ExprPtr& expr, const std::unordered_map<ColumnId, uint32_t>& places) {
  return TransformExpr(expr, [&](ExprPtr part) -> ExprPtr {
    if (part->kind() != ExprKind::kColumn) return part;
    const auto& column = As<ColumnExpr>(part);
    return std::make_shared<InputExpr>(places.at(column.id()), column.type(), column.name());
  });
}

/// Returns the first column that an expression names, folded; empty when there is none.
std::string FirstColumnName(const sql::Expression& expression) {
  if (expression.kind == sql::ExpressionKind::kColumnRef) {
    return FoldName(sql::As<sql::ColumnRefExpression>(expression).name.back().text);
  }
  std::string name;
  sql::ForEachChild(expression, [&](const sql::Expression& child) {
    if (name.empty()) name = FirstColumnName(child);
  });
  return name;
}

}  // namespace

void QueryBinder::BindKey(const sql::CommonTableExpression& definition, BoundQuery& rows,
                          RecursiveCteNode::Key& key) {
  std::vector<ScopeColumn> columns;
  std::unordered_map<ColumnId, uint32_t> places;
  for (uint32_t i = 0; i < rows.columns.size(); ++i) {
    columns.push_back({rows.names[i], rows.types[i], rows.columns[i], nullptr});
    places.emplace(rows.columns[i], i);
  }
  const Scope scope(Relation(definition.name.text, std::move(columns)));
  QueryLevel level(nullptr, nullptr, &scope, Clause::kSelect);
  ExpressionBinder binder(state_, level);
  std::vector<bool> done(rows.columns.size());
  for (const auto& element : definition.key) {
    const SourceRange range = state_.Where(element->range);
    const sql::Expression* expression = element.get();
    std::string target;
    if (element->kind == sql::ExpressionKind::kStruct) {  // aggregate AS column
      const sql::StructField& named = sql::As<sql::StructExpression>(*element).fields[0];
      target = FoldName(named.name.text);
      expression = named.value.get();
    }
    const ExprPtr bound = binder.Bind(*expression);
    const bool is_column = bound->kind() == ExprKind::kColumn;
    const ColumnId id = is_column ? As<ColumnExpr>(bound).id() : kNoColumn;
    if (is_column && places.contains(id) && target.empty()) {
      key.columns.push_back(places.at(id));
      done[places.at(id)] = true;
      continue;
    }
    if (!is_column || !level.IsAggregate(id)) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "USING KEY takes columns of the key and aggregates of other columns", range);
    }
    const auto call = std::find_if(level.aggregates().begin(), level.aggregates().end(),
                                   [&](const AggregateCall& known) { return known.id == id; });
    if (call->distinct || call->filter) {
      throw UserError(ErrorCode::kNotSupported, "DISTINCT and FILTER in an aggregate of USING KEY",
                      range);
    }
    if (target.empty()) target = FirstColumnName(*expression);
    const auto place = std::find_if(rows.names.begin(), rows.names.end(),
                                    [&](const auto& name) { return FoldName(name) == target; });
    if (place == rows.names.end()) {
      throw UserError(ErrorCode::kUnknownColumn,
                      "the CTE has no column \"" + target + "\" for this aggregate", range,
                      "write aggregate AS column");
    }
    RecursiveCteNode::Payload payload;
    payload.column = static_cast<uint32_t>(place - rows.names.begin());
    payload.function = call->function;
    for (const ExprPtr& argument : call->arguments) {
      payload.arguments.push_back(AtPlaces(argument, places));
    }
    done[payload.column] = true;
    key.payloads.push_back(std::move(payload));
  }
  if (key.columns.empty()) {
    throw UserError(ErrorCode::kInvalidQuery, "USING KEY names no column of a key",
                    state_.Where(definition.name.range));
  }
  // Any other column keeps its last value.
  for (uint32_t i = 0; i < done.size(); ++i) {
    if (done[i]) continue;
    const LogicalType& type = rows.types[i];
    key.payloads.push_back({i,
                            state_.functions().BindAggregate("last", {type}, {}),
                            {std::make_shared<InputExpr>(i, type, rows.names[i])}});
  }
  for (const RecursiveCteNode::Payload& payload : key.payloads) {
    rows.types[payload.column] = payload.function->result;
  }
}

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
  for (size_t i = 0; i < named; ++i) {
    result.names[i] = cte.definition->column_aliases[i].text;
  }
  RecursiveCteNode::Key key;
  key.row_types = result.types;
  if (!cte.definition->key.empty()) BindKey(*cte.definition, result, key);
  for (size_t i = 0; i < result.names.size(); ++i) {
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
  CastStep(step, key.row_types, state_);
  inputs.step = step.columns;
  cte.is_recursive = true;
  key.all_rows_id = cte.all_rows_id;
  result.plan = std::make_shared<RecursiveCteNode>(
      cte.working_id, cte.definition->name.text, set.all, std::move(anchor), std::move(step.plan),
      std::move(inputs), std::move(columns), std::move(key));
  return result;
}

}  // namespace lakebolt
