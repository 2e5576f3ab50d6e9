#include <algorithm>

#include "plan/binder/expression_binder.h"
#include "plan/binder/pivot_source.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

/// Is what one row in makes one row out of: a name and the values.
struct UnpivotEntry {
  std::string name;
  std::vector<std::string> values;  // SQL
};

std::string StringText(const std::string& text) {
  return LiteralText(Value::Varchar(text));
}

/// Writes a choice by the entry's number.
std::string Choice(const std::vector<std::string>& values) {
  if (values.size() == 1) return values[0];
  std::string text = "CASE entry";
  for (size_t i = 0; i < values.size(); ++i) {
    text += " WHEN " + std::to_string(i) + " THEN " + values[i];
  }
  return text + " END";
}

/// Builds the query that an UNPIVOT stands for.
class UnpivotWriter {
 public:
  UnpivotWriter(const sql::UnpivotRef& ref, PivotSource& source, BinderState& state)
      : ref_(ref), source_(source), state_(state) {}

  std::string Write() {
    for (const sql::PivotItem& item : ref_.entries) AddEntries(item);
    CheckTypes();
    std::string rows;
    for (size_t i = 0; i < entries_.size(); ++i) {
      rows += (i > 0 ? ", (" : "(") + std::to_string(i) + ")";
    }
    std::string inner = "SELECT ";
    for (const std::string& name : source_.names()) {
      if (IsUsed(name)) continue;
      inner += sql::QuoteIdentifier(name) + ", ";
    }
    std::vector<std::string> names;
    for (const UnpivotEntry& entry : entries_) names.push_back(StringText(entry.name));
    inner += Choice(names) + " AS " + sql::QuoteIdentifier(ref_.name_column.text);
    std::string condition;
    for (size_t v = 0; v < ref_.value_names.size(); ++v) {
      std::vector<std::string> values;
      for (const UnpivotEntry& entry : entries_) values.push_back(entry.values[v]);
      const std::string name = sql::QuoteIdentifier(ref_.value_names[v].text);
      inner += ", " + Choice(values) + " AS " + name;
      condition += (v > 0 ? " AND " : "") + name + " IS NOT NULL";
    }
    inner += std::string(" FROM ") + PivotSource::kName + " CROSS JOIN (VALUES " + rows +
             ") AS entries(entry)";
    if (ref_.include_nulls) return inner;
    return "SELECT * FROM (" + inner + ") WHERE " + condition;
  }

 private:
  bool IsUsed(const std::string& name) const {
    return std::find(used_.begin(), used_.end(), FoldName(name)) != used_.end();
  }

  void Add(UnpivotEntry entry, SourceRange range) {
    if (entry.values.size() != ref_.value_names.size()) {
      throw UserError(ErrorCode::kInvalidQuery,
                      "UNPIVOT has " + std::to_string(ref_.value_names.size()) +
                          " columns of values, but an entry has " +
                          std::to_string(entry.values.size()),
                      state_.Where(range));
    }
    entries_.push_back(std::move(entry));
  }

  void AddEntries(const sql::PivotItem& item) {
    const sql::Expression& expression = *item.expression;
    const bool star = expression.kind == sql::ExpressionKind::kStar ||
                      expression.kind == sql::ExpressionKind::kColumns;
    if (star) {
      for (const std::string& name : StarNames(expression)) {
        used_.push_back(FoldName(name));
        Add({name, {sql::QuoteIdentifier(name)}}, expression.range);
      }
      return;
    }
    UnpivotEntry entry;
    const auto add_part = [&](const sql::Expression& part) {
      std::vector<std::string> columns;
      CollectColumnNames(part, columns);
      if (columns.empty()) {
        throw UserError(ErrorCode::kInvalidQuery, "UNPIVOT takes columns of the table",
                        state_.Where(part.range));
      }
      entry.name += (entry.values.empty() ? "" : "_") + SpellingOf(columns.back());
      entry.values.push_back(sql::ToSql(part));
      used_.insert(used_.end(), columns.begin(), columns.end());
    };
    if (expression.kind == sql::ExpressionKind::kRow) {
      for (const auto& part : sql::As<sql::RowExpression>(expression).elements) add_part(*part);
    } else {
      add_part(expression);
    }
    if (item.alias) entry.name = item.alias->text;
    Add(std::move(entry), expression.range);
  }

  /// Returns a column's name as the table spells it.
  std::string SpellingOf(const std::string& folded) const {
    for (const std::string& name : source_.names()) {
      if (FoldName(name) == folded) return name;
    }
    return folded;
  }

  std::vector<std::string> StarNames(const sql::Expression& star) {
    QueryLevel level(nullptr, nullptr, &source_.columns(), Clause::kSelect);
    ExpressionBinder binder(state_, level);
    std::vector<NamedValue> columns;
    if (star.kind == sql::ExpressionKind::kStar) {
      columns = binder.ExpandStar(sql::As<sql::StarExpression>(star));
    } else {
      ColumnsExpansion expansion;
      binder.AllowColumns(&expansion);
      binder.Bind(star);
      columns = std::move(expansion.columns);
    }
    std::vector<std::string> names;
    for (const NamedValue& column : columns) names.push_back(column.name);
    return names;
  }

  /// Throws where text would have to be made of other values silently.
  void CheckTypes() {
    for (size_t v = 0; v < ref_.value_names.size(); ++v) {
      std::string sql = "SELECT ";
      for (size_t i = 0; i < entries_.size(); ++i) {
        sql += (i > 0 ? ", " : "") + entries_[i].values[v];
      }
      const SourceRange range = state_.Where(ref_.range);
      const BoundQuery query = source_.Bind(sql + " FROM " + PivotSource::kName, nullptr, range);
      const auto is_text = [](const LogicalType& type) { return type.id() == TypeId::kVarchar; };
      const auto is_null = [](const LogicalType& type) { return type.id() == TypeId::kNull; };
      for (const LogicalType& type : query.types) {
        const LogicalType& first = query.types[0];
        if (is_null(type) || is_null(first) || is_text(type) == is_text(first)) continue;
        throw UserError(ErrorCode::kTypeMismatch,
                        "UNPIVOT cannot put " + first.ToString() + " and " + type.ToString() +
                            " into one column",
                        range, "cast the columns: UNPIVOT … ON a::VARCHAR, b");
      }
    }
  }

  const sql::UnpivotRef& ref_;
  PivotSource& source_;
  BinderState& state_;
  std::vector<UnpivotEntry> entries_;
  std::vector<std::string> used_;  // folded
};

}  // namespace

BoundFrom FromBinder::BindUnpivot(const sql::UnpivotRef& ref) {
  PivotSource source(BindRef(*ref.source, outer_), ctes_, state_);
  const std::string sql = UnpivotWriter(ref, source, state_).Write();
  return FromQuery(source.Bind(sql, outer_, state_.Where(ref.range)), "", ref);
}

}  // namespace lakebolt
