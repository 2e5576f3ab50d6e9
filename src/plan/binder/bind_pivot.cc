#include <algorithm>

#include "expression/evaluator.h"
#include "plan/binder/expression_binder.h"
#include "plan/binder/pivot_source.h"
#include "sql/ast/children.h"
#include "sql/formatter.h"
#include "sql/parser.h"

namespace lakebolt {

namespace {

/// Is one set of values that becomes columns: what rows must fulfil, and the columns' name.
struct PivotCase {
  std::string condition;
  std::string name;
};

/// Turns `Q1` in a list of values into 'Q1'.
bool NamesValue(const sql::Expression& value, std::string& name) {
  if (value.kind != sql::ExpressionKind::kColumnRef) return false;
  name = sql::JoinName(sql::As<sql::ColumnRefExpression>(value).name);
  return true;
}

/// Adds FILTER (WHERE …) to every aggregate of an expression; returns how many there are.
size_t AddFilters(sql::Expression& expression, const std::string& condition,
                  const FunctionRegistry& functions) {
  size_t found = 0;
  if (expression.kind == sql::ExpressionKind::kFunctionCall) {
    auto& call = static_cast<sql::FunctionCallExpression&>(expression);
    if (!call.over && functions.HasAggregate(FoldName(call.name.back().text))) {
      std::string all = condition;
      if (call.filter) all += " AND (" + sql::ToSql(*call.filter) + ")";
      call.filter = sql::ParseExpression(all);
      return 1;
    }
  }
  sql::ForEachChild(expression, [&](const sql::Expression& child) {
    found += AddFilters(const_cast<sql::Expression&>(child), condition, functions);
  });
  return found;
}

/// Tells a call that gives 0 where no row is: a cell that no row belongs to is NULL in Spark.
bool CountsRows(const sql::Expression& expression) {
  if (expression.kind != sql::ExpressionKind::kFunctionCall) return false;
  const auto& call = sql::As<sql::FunctionCallExpression>(expression);
  const std::string name = FoldName(call.name.back().text);
  return name == "count" || name == "count_if" || name == "regr_count" ||
         name == "approx_count_distinct";
}

std::string Join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

/// Combines each case of one column with each of the next: the first varies slowest.
std::vector<PivotCase> CrossCases(const std::vector<PivotCase>& a,
                                  const std::vector<PivotCase>& b) {
  std::vector<PivotCase> all;
  for (const PivotCase& x : a) {
    for (const PivotCase& y : b) {
      all.push_back({x.condition + " AND " + y.condition, x.name + "_" + y.name});
    }
  }
  return all;
}

/// Builds the query that a PIVOT stands for.
class PivotWriter {
 public:
  PivotWriter(const sql::PivotRef& ref, PivotSource& source, BinderState& state)
      : ref_(ref), source_(source), state_(state), range_(state.Where(ref.range)) {}

  std::string Write() {
    FindGroups();
    std::vector<std::string> items = groups_;
    AddAggregates(items);
    std::string sql = "SELECT " + Join(items) + " FROM " + PivotSource::kName;
    if (!groups_.empty()) {
      sql += " GROUP BY " + Join(groups_);
      // Rows come in the order of the groups.
      if (!ref_.columns.empty()) sql += " ORDER BY " + Join(groups_);
    }
    return sql;
  }

 private:
  void FindGroups() {
    for (const sql::Identifier& group : ref_.groups) {
      groups_.push_back(sql::QuoteIdentifier(group.text));
    }
    if (ref_.has_groups || ref_.columns.empty()) return;
    std::vector<std::string> used;
    for (const sql::PivotItem& item : ref_.aggregates) CollectColumnNames(*item.expression, used);
    for (const sql::PivotColumn& column : ref_.columns) {
      for (const auto& expression : column.expressions) CollectColumnNames(*expression, used);
    }
    for (const std::string& name : source_.names()) {
      if (std::find(used.begin(), used.end(), FoldName(name)) != used.end()) continue;
      groups_.push_back(sql::QuoteIdentifier(name));
    }
  }

  std::vector<PivotCase> CasesOfRows(const sql::PivotColumn& column,
                                     const std::vector<std::vector<Value>>& rows) {
    std::vector<PivotCase> cases;
    for (const std::vector<Value>& row : rows) {
      const std::string text = row.at(0).ToString();
      const std::string operand = sql::ToSql(*column.expressions[0]);
      cases.push_back(
          {"CAST(" + operand + " AS VARCHAR) = " + LiteralText(Value::Varchar(text)), text});
    }
    return cases;
  }

  std::vector<PivotCase> CasesOf(const sql::PivotColumn& column) {
    const auto kind = column.expressions[0]->kind;
    if (kind == sql::ExpressionKind::kLiteral || kind == sql::ExpressionKind::kScalarSubquery) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "PIVOT ON takes columns, not a constant or subquery",
                      state_.Where(column.expressions[0]->range));
    }
    const std::string first = sql::ToSql(*column.expressions[0]);
    if (column.all) {
      const std::string sql = "SELECT DISTINCT CAST(" + first + " AS VARCHAR) AS value FROM " +
                              PivotSource::kName + " WHERE value IS NOT NULL ORDER BY value";
      return CasesOfRows(column, source_.Evaluate(sql, range_));
    }
    if (column.query) {
      return CasesOfRows(column, source_.Evaluate(sql::ToSql(*column.query), range_));
    }
    if (column.enum_name) {
      const std::string sql = "SELECT unnest(enum_range(CAST(NULL AS " +
                              sql::QuoteIdentifier(column.enum_name->text) + ")))";
      return CasesOfRows(column, source_.Evaluate(sql, range_));
    }
    std::vector<PivotCase> cases;
    for (const sql::PivotItem& item : column.values) AddListCases(column, item, cases);
    return cases;
  }

  /// Adds the case of one value in IN (…), or those of a list that it is a star of.
  void AddListCases(const sql::PivotColumn& column, const sql::PivotItem& item,
                    std::vector<PivotCase>& cases) {
    std::vector<const sql::Expression*> parts = {item.expression.get()};
    if (item.expression->kind == sql::ExpressionKind::kRow) {
      parts.clear();
      for (const auto& part : sql::As<sql::RowExpression>(*item.expression).elements) {
        parts.push_back(part.get());
      }
    }
    if (parts.size() != column.expressions.size()) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "PIVOT compares " + std::to_string(column.expressions.size()) +
                          " columns with " + std::to_string(parts.size()) + " values",
                      state_.Where(item.expression->range));
    }
    PivotCase one;
    for (size_t i = 0; i < parts.size(); ++i) {
      std::string name;
      std::string value;
      if (NamesValue(*parts[i], name)) {
        value = LiteralText(Value::Varchar(name));
      } else {
        value = sql::ToSql(*parts[i]);
        name = NameOfValue(*parts[i]);
      }
      if (i > 0) one.condition += " AND ";
      one.condition +=
          "(" + sql::ToSql(*column.expressions[i]) + " IS NOT DISTINCT FROM " + value + ")";
      one.name += (i > 0 ? "_" : "") + name;
    }
    if (item.alias) one.name = item.alias->text;
    for (const PivotCase& other : cases) {
      if (other.condition != one.condition) continue;
      throw UserError(ErrorCode::kInvalidQuery, "the value \"" + one.name + "\" stands twice in IN",
                      state_.Where(item.expression->range));
    }
    cases.push_back(std::move(one));
  }

  /// Names the column of a constant.
  std::string NameOfValue(const sql::Expression& value) {
    const Scope no_names;
    QueryLevel level(nullptr, nullptr, &no_names, Clause::kFrom);
    const ExprPtr bound = ExpressionBinder(state_, level).Bind(value);
    const SourceRange range = state_.Where(value.range);
    if (!IsFoldable(*bound)) {
      throw UserError(ErrorCode::kInvalidQuery, "the values of a PIVOT are constants", range);
    }
    try {
      return EvaluateConstant(bound).ToString();
    } catch (const UserError& error) {
      throw error.At(range);
    }
  }

  void AddAggregates(std::vector<std::string>& items) {
    std::vector<PivotCase> cases;
    for (size_t i = 0; i < ref_.columns.size(); ++i) {
      std::vector<PivotCase> next = CasesOf(ref_.columns[i]);
      const auto most = static_cast<size_t>(state_.context().settings->GetInt("pivot_limit"));
      if (next.size() * (i == 0 ? 1 : cases.size()) > most) {
        throw UserError(ErrorCode::kTooComplex,
                        "PIVOT makes more than " + std::to_string(most) + " columns", range_,
                        "SET pivot_limit allows more");
      }
      cases = i == 0 ? std::move(next) : CrossCases(cases, next);
    }
    if (ref_.columns.empty()) {
      for (const sql::PivotItem& item : ref_.aggregates) {
        items.push_back(sql::ToSql(*item.expression) + AliasText(item));
      }
      return;
    }
    for (const PivotCase& one : cases) {
      if (ref_.aggregates.empty()) {
        items.push_back("count(*) FILTER (WHERE " + one.condition + ") AS " +
                        sql::QuoteIdentifier(one.name));
      }
      for (const sql::PivotItem& item : ref_.aggregates) items.push_back(Filtered(item, one));
    }
  }

  static std::string AliasText(const sql::PivotItem& item) {
    return item.alias ? " AS " + sql::QuoteIdentifier(item.alias->text) : "";
  }

  std::string Filtered(const sql::PivotItem& item, const PivotCase& one) {
    const sql::ExpressionPtr copy = sql::ParseExpression(sql::ToSql(*item.expression));
    const size_t aggregates = AddFilters(*copy, one.condition, state_.functions());
    if (aggregates != 1) {
      throw UserError(ErrorCode::kInvalidQuery,
                      aggregates == 0 ? "PIVOT needs an aggregate, such as sum(x)"
                                      : "an item of USING takes exactly one aggregate",
                      state_.Where(item.expression->range));
    }
    std::string name = one.name;
    if (item.alias) {
      name += "_" + item.alias->text;
    } else if (ref_.aggregates.size() > 1) {
      name += "_" + sql::DefaultColumnName(*item.expression);
    }
    const std::string text = sql::ToSql(*copy);
    const bool null_without_rows = CountsRows(*item.expression) &&
                                   state_.context().settings->Get("function_dialect") == "spark";
    return (null_without_rows ? "CASE WHEN count(*) FILTER (WHERE " + one.condition +
                                    ") > 0 THEN " + text + " END"
                              : text) +
           " AS " + sql::QuoteIdentifier(name);
  }

  const sql::PivotRef& ref_;
  PivotSource& source_;
  BinderState& state_;
  SourceRange range_;
  std::vector<std::string> groups_;
};

}  // namespace

BoundFrom FromBinder::BindPivot(const sql::PivotRef& ref) {
  PivotSource source(BindRef(*ref.source, outer_), ctes_, state_);
  const std::string sql = PivotWriter(ref, source, state_).Write();
  return FromQuery(source.Bind(sql, outer_, state_.Where(ref.range)), "", ref);
}

}  // namespace lakebolt
