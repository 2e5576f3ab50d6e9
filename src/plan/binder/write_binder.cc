#include "plan/binder/write_binder.h"

#include <algorithm>
#include <set>

#include "plan/binder/coercion.h"
#include "plan/binder/projection.h"
#include "plan/binder/scope.h"
#include "plan/binder/values_name.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

BoundQuery QueryOf(PlanPtr plan) {
  BoundQuery query;
  for (const PlanColumn& column : plan->columns()) {
    query.columns.push_back(column.id);
    query.names.push_back(column.name);
    query.types.push_back(column.type);
  }
  query.plan = std::move(plan);
  return query;
}

}  // namespace

uint32_t WriteBinder::ColumnOf(const sql::Identifier& name) const {
  const std::string folded = FoldName(name.text);
  std::vector<std::string> names;
  for (uint32_t i = 0; i < schema().size(); ++i) {
    if (FoldName(schema()[i].name) == folded) return i;
    names.push_back(schema()[i].name);
  }
  if (const auto own = OwnValuesName(folded)) {
    const auto found = std::find(names.begin(), names.end(), *own);
    if (found != names.end()) return static_cast<uint32_t>(found - names.begin());
  }
  throw UserError(ErrorCode::kUnknownColumn,
                  "table \"" + table_.name + "\" has no column \"" + name.text + "\"", name.range,
                  DidYouMean(name.text, names));
}

bool WriteBinder::IsGenerated(uint32_t column) const {
  return column < table_.definition->columns.size() &&
         !table_.definition->columns[column].generated_sql.empty();
}

ExprPtr WriteBinder::BindText(const std::string& sql, const std::vector<PlanColumn>& columns,
                              const std::string& relation) const {
  try {
    return Binder(context_).BindExpression(*sql::ParseExpression(sql), columns, relation);
  } catch (const UserError& error) {
    // Positions are those of the text in the catalog, not of the user's statement.
    throw UserError(error.code(), error.what(), {}, error.hint());
  }
}

ExprPtr WriteBinder::DefaultOf(uint32_t column) const {
  const Field& field = schema()[column];
  const bool described = column < table_.definition->columns.size();
  const std::string sql = described ? table_.definition->columns[column].default_sql : "";
  if (sql.empty()) return MakeConstant(Value(field.type));
  return AssignTo(BindText(sql, {}), field.type, field.name);
}

ExprPtr WriteBinder::BindOverRow(const std::string& sql, const std::string& relation) const {
  std::vector<PlanColumn> columns;
  for (uint32_t i = 0; i < schema().size(); ++i) {
    columns.push_back({i, schema()[i].name, schema()[i].type});
  }
  return TransformExpr(BindText(sql, columns, relation), [](ExprPtr expr) -> ExprPtr {
    if (expr->kind() != ExprKind::kColumn) return expr;
    const auto& column = As<ColumnExpr>(expr);
    return std::make_shared<InputExpr>(column.id(), column.type(), column.name());
  });
}

BoundQuery WriteBinder::CompleteRows(PlanPtr plan, const std::vector<PlanColumn>& leading,
                                     std::vector<ExprPtr> values) const {
  std::vector<NamedExpr> items;
  for (const PlanColumn& column : leading) items.push_back(PassOn(column));
  std::vector<PlanColumn> known;  // columns of the row that have their values
  std::vector<PlanColumn> row(schema().size());
  std::vector<uint32_t> missing;
  for (uint32_t i = 0; i < schema().size(); ++i) {
    if (values[i] == nullptr) {
      missing.push_back(i);
      continue;
    }
    const ColumnId id = context_.column_ids->Next();
    items.push_back({id, schema()[i].name, std::move(values[i])});
    row[i] = {id, schema()[i].name, schema()[i].type};
    known.push_back(row[i]);
  }
  plan = std::make_shared<ProjectNode>(std::move(plan), std::move(items));
  // Generated columns may use one another: each takes its turn once all it uses is there.
  while (!missing.empty()) {
    const size_t before = missing.size();
    for (size_t m = 0; m < missing.size(); ++m) {
      const uint32_t i = missing[m];
      ExprPtr value;
      try {
        value = BindText(table_.definition->columns[i].generated_sql, known);
      } catch (const UserError& error) {
        if (error.code() != ErrorCode::kUnknownColumn || before == 1) throw;
        continue;
      }
      std::vector<NamedExpr> next;
      for (const PlanColumn& column : plan->columns()) next.push_back(PassOn(column));
      const ColumnId id = context_.column_ids->Next();
      next.push_back(
          {id, schema()[i].name, AssignTo(std::move(value), schema()[i].type, schema()[i].name)});
      plan = std::make_shared<ProjectNode>(std::move(plan), std::move(next));
      row[i] = {id, schema()[i].name, schema()[i].type};
      known.push_back(row[i]);
      missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(m));
      break;
    }
    if (missing.size() == before) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "generated columns of \"" + table_.name + "\" depend on each other");
    }
  }
  std::vector<PlanColumn> wanted = leading;
  wanted.insert(wanted.end(), row.begin(), row.end());
  return QueryOf(WithColumns(std::move(plan), wanted));
}

BoundQuery WriteBinder::BindUpdate(const sql::UpdateStatement& statement,
                                   std::vector<uint32_t>& changed) const {
  BoundQuery query = Binder(context_).BindQuery(*statement.query);
  PlanPtr plan = PlanWithDistinctColumns(query, *context_.column_ids);
  const auto column_at = [&](size_t i) {
    return std::make_shared<ColumnExpr>(query.columns[i], query.names[i], query.types[i]);
  };
  const size_t first_old = query.columns.size() - schema().size();
  std::vector<ExprPtr> values(schema().size());
  for (uint32_t i = 0; i < schema().size(); ++i) {
    if (!IsGenerated(i)) values[i] = column_at(first_old + i);
  }
  std::set<uint32_t> assigned;
  size_t next_value = 1;
  for (size_t i = 0; i < statement.set.columns.size(); ++i) {
    const sql::Identifier& name = statement.set.columns[i];
    const uint32_t column = ColumnOf(name);
    if (IsGenerated(column)) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "column \"" + name.text + "\" is generated and cannot be set", name.range);
    }
    if (!assigned.insert(column).second) {
      throw UserError(ErrorCode::kInvalidQuery, "column \"" + name.text + "\" is set twice",
                      name.range);
    }
    const Field& field = schema()[column];
    values[column] = statement.set.is_default[i]
                         ? DefaultOf(column)
                         : AssignTo(column_at(next_value++), field.type, field.name);
  }
  for (uint32_t i = 0; i < schema().size(); ++i) {
    if (IsGenerated(i)) assigned.insert(i);
  }
  changed.assign(assigned.begin(), assigned.end());
  const PlanColumn row_id{query.columns[0], query.names[0], query.types[0]};
  return CompleteRows(std::move(plan), {row_id}, std::move(values));
}

BoundQuery WriteBinder::BindDelete(const sql::DeleteStatement& statement, bool whole_rows) const {
  BoundQuery query = Binder(context_).BindQuery(*statement.query);
  query.plan = PlanWithDistinctColumns(query, *context_.column_ids);
  if (whole_rows) return query;
  const PlanColumn row_id{query.columns[0], query.names[0], query.types[0]};
  return QueryOf(WithColumns(std::move(query.plan), {row_id}));
}

}  // namespace lakebolt
