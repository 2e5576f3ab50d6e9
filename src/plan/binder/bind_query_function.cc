#include <algorithm>

#include "plan/binder/expression_binder.h"
#include "plan/binder/from_binder.h"
#include "plan/binder/query_binder.h"
#include "plan/operators.h"
#include "sql/ast/children.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

/// Tells whether an expression may refer to columns.
bool MayUseColumns(const sql::Expression& expression) {
  if (expression.kind == sql::ExpressionKind::kColumnRef) return true;
  bool found = false;
  sql::ForEachChild(expression,
                    [&](const sql::Expression& child) { found |= MayUseColumns(child); });
  return found;
}

[[noreturn]] void ThrowArguments(const std::string& usage, SourceRange range) {
  throw UserError(ErrorCode::kInvalidArgument, "the table function is called " + usage, range);
}

}  // namespace

bool FromBinder::IsPlainRange(const sql::TableFunctionRef& ref) {
  return std::none_of(ref.arguments.begin(), ref.arguments.end(),
                      [](const auto& argument) { return MayUseColumns(*argument.value); });
}

BoundFrom FromBinder::BindText(const std::string& sql, QueryLevel* outer, const std::string& alias,
                               const sql::TableRef& ref) {
  return FromQuery(QueryBinder(state_, outer, ctes_).Bind(*sql::ParseQuery(sql)), alias, ref);
}

BoundFrom FromBinder::BindRepeat(const sql::TableFunctionRef& ref, bool row) {
  const SourceRange range = state_.Where(ref.range);
  std::vector<std::pair<std::string, Value>> values;
  Value count;
  for (const sql::FunctionArgument& argument : ref.arguments) {
    const bool named = argument.name && FoldName(argument.name->text) == "num_rows";
    if (row && named) {
      count = EvaluateArgument(*argument.value);
    } else if (!row && values.size() == 1) {
      count = EvaluateArgument(*argument.value);
      values.emplace_back("", Value());
    } else {
      Value value = EvaluateArgument(*argument.value);
      std::string name =
          row ? "column" + std::to_string(values.size()) : sql::DefaultColumnName(*argument.value);
      values.emplace_back(std::move(name), std::move(value));
    }
  }
  if (!row && values.size() == 2) values.pop_back();
  if (values.empty() || count.IsNull() || (!row && ref.arguments.size() != 2)) {
    ThrowArguments(row ? "repeat_row(value, …, num_rows := count)" : "repeat(value, count)", range);
  }
  const std::string rows = count.ToString();
  BoundFrom from = BindText("FROM range(CAST('" + rows + "' AS BIGINT))", nullptr, "", ref);
  std::vector<NamedExpr> items;
  std::vector<ScopeColumn> columns;
  for (auto& [name, value] : values) {
    const ColumnId id = state_.NewColumn();
    const LogicalType type = value.type();
    items.push_back({id, name, MakeConstant(std::move(value))});
    columns.push_back({name, type, id, nullptr});
  }
  PlanPtr plan = std::make_shared<ProjectNode>(std::move(from.plan), std::move(items));
  const char* alias = row ? "repeat_row" : "repeat";
  return {std::move(plan), Scope(NameRelation(alias, std::move(columns), ref))};
}

std::optional<BoundFrom> FromBinder::BindQueryFunction(const sql::TableFunctionRef& ref,
                                                       const std::string& name,
                                                       QueryLevel* lateral) {
  const SourceRange range = state_.Where(ref.range);
  const auto text_of = [&](const Value& value) {
    if (value.IsNull() || value.type().id() != TypeId::kVarchar) {
      throw UserError(ErrorCode::kInvalidArgument, name + " takes text, not " + value.ToString(),
                      range);
    }
    return value.string();
  };
  if (name == "query") {
    if (ref.arguments.size() != 1) ThrowArguments("query('SELECT …')", range);
    const std::string sql = text_of(EvaluateArgument(*ref.arguments[0].value));
    try {
      return BindText(sql, nullptr, name, ref);
    } catch (const UserError& error) {
      throw UserError(error.code(), std::string("in the query: ") + error.what(), range,
                      error.hint());
    }
  }
  if (name == "query_table") {
    if (ref.arguments.empty() || ref.arguments.size() > 2) {
      ThrowArguments("query_table('table') or query_table(['table', …], by_name)", range);
    }
    const Value tables = EvaluateArgument(*ref.arguments[0].value);
    const bool list = tables.type().id() == TypeId::kList && !tables.IsNull();
    const bool by_name =
        ref.arguments.size() == 2 && EvaluateArgument(*ref.arguments[1].value).boolean();
    std::string sql;
    for (const Value& table : list ? tables.parts() : std::vector<Value>{tables}) {
      if (!sql.empty()) sql += by_name ? " UNION ALL BY NAME " : " UNION ALL ";
      sql += "(FROM " + sql::QuoteIdentifier(text_of(table)) + ")";
    }
    return BindText(sql, nullptr, name, ref);
  }
  if (name == "repeat" || name == "repeat_row") return BindRepeat(ref, name == "repeat_row");
  if ((name == "range" || name == "generate_series") && !IsPlainRange(ref)) {
    // The list that the scalar function of that name gives, row by row.
    std::string sql = "SELECT unnest(" + name + "(";
    for (size_t i = 0; i < ref.arguments.size(); ++i) {
      sql += (i > 0 ? ", " : "") + sql::ToSql(*ref.arguments[i].value);
    }
    const bool spark = state_.context().settings->Get("function_dialect") == "spark";
    const std::string column = spark && name == "range" ? "id" : name;
    return BindText(sql + ")) AS " + sql::QuoteIdentifier(column), lateral, name, ref);
  }
  return std::nullopt;
}

}  // namespace lakebolt
