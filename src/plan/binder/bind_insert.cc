#include <algorithm>
#include <set>

#include "plan/binder/coercion.h"
#include "plan/binder/query_binder.h"
#include "plan/binder/separate_subqueries.h"
#include "plan/binder/write_binder.h"
#include "plan/operators.h"

namespace lakebolt {

std::vector<uint32_t> WriteBinder::InsertTargets(const sql::InsertStatement& statement) const {
  std::vector<uint32_t> targets;
  if (statement.columns.empty()) {
    for (uint32_t i = 0; i < schema().size(); ++i) {
      if (!IsGenerated(i)) targets.push_back(i);
    }
    return targets;
  }
  std::set<uint32_t> seen;
  for (const sql::Identifier& name : statement.columns) {
    targets.push_back(ColumnOf(name));
    if (!seen.insert(targets.back()).second) {
      throw UserError(ErrorCode::kInvalidQuery, "column \"" + name.text + "\" is named twice",
                      name.range);
    }
    if (IsGenerated(targets.back())) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "column \"" + name.text + "\" is generated and cannot be inserted into",
                      name.range);
    }
  }
  return targets;
}

std::vector<uint32_t> WriteBinder::TargetsByName(const BoundQuery& source,
                                                 SourceRange range) const {
  std::vector<uint32_t> targets;
  std::set<uint32_t> seen;
  for (const std::string& name : source.names) {
    targets.push_back(ColumnOf({name, true, range}));
    if (!seen.insert(targets.back()).second) {
      throw UserError(ErrorCode::kInvalidQuery, "two columns are called \"" + name + "\"", range);
    }
  }
  return targets;
}

BoundQuery WriteBinder::BindSource(const sql::InsertStatement& statement,
                                   const std::vector<uint32_t>& targets) const {
  const sql::Query& query = *statement.query;
  const bool plain_values = query.body->kind == sql::QueryBodyKind::kValues && query.ctes.empty() &&
                            query.order_by.empty() && !query.limit && !query.offset;
  const auto& body = *query.body;
  if (!plain_values || statement.by_name ||
      sql::As<sql::Values>(body).rows[0].size() != targets.size()) {
    return Binder(context_).BindQuery(query);
  }
  std::vector<ValueTarget> columns;
  for (const uint32_t target : targets) {
    columns.push_back({schema()[target].name, schema()[target].type, DefaultOf(target)});
  }
  BinderState state(context_);
  BoundQuery bound =
      QueryBinder(state, nullptr, nullptr).BindValues(sql::As<sql::Values>(body), &columns);
  if (state.has_subqueries()) bound.plan = SeparateSubqueries(bound.plan, state);
  return bound;
}

BoundQuery WriteBinder::BindInsert(const sql::InsertStatement& statement) const {
  std::vector<ExprPtr> values(schema().size());
  for (uint32_t i = 0; i < schema().size(); ++i) {
    if (!IsGenerated(i)) values[i] = DefaultOf(i);
  }
  if (statement.query == nullptr) {
    PlanPtr one_row = std::make_shared<ValuesNode>(std::vector<PlanColumn>{},
                                                   std::vector<std::vector<ExprPtr>>(1));
    return CompleteRows(std::move(one_row), {}, std::move(values));
  }
  std::vector<uint32_t> targets = InsertTargets(statement);
  BoundQuery source = BindSource(statement, targets);
  const SourceRange range = statement.query->range;
  if (statement.by_name) {
    targets = TargetsByName(source, range);
  } else if (source.columns.size() != targets.size()) {
    throw UserError(
        ErrorCode::kInvalidQuery,
        (statement.columns.empty()
             ? "table \"" + table_.name + "\" has " + std::to_string(targets.size()) + " columns"
             : std::to_string(targets.size()) + " columns are named") +
            ", but " + std::to_string(source.columns.size()) + " values are given",
        range);
  }
  PlanPtr plan = PlanWithDistinctColumns(source, *context_.column_ids);
  for (size_t i = 0; i < targets.size(); ++i) {
    const Field& field = schema()[targets[i]];
    values[targets[i]] = AssignTo(
        std::make_shared<ColumnExpr>(source.columns[i], source.names[i], source.types[i], range),
        field.type, field.name);
  }
  return CompleteRows(std::move(plan), {}, std::move(values));
}

}  // namespace lakebolt
