#include <algorithm>
#include <array>

#include "function/scalar/regexp/regex_cache.h"
#include "plan/binder/generators.h"
#include "plan/binder/select_binder.h"
#include "plan/binder/unnest_lists.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

/// Names an item without alias: a plain column as its table spells it, else as DuckDB does.
std::string NameOf(const sql::Expression& item, const Expr& bound) {
  std::string name = sql::DefaultColumnName(item);
  if (bound.kind() != ExprKind::kColumn || item.kind != sql::ExpressionKind::kColumnRef)
    return name;
  const std::string& column = As<ColumnExpr>(bound).name();
  return FoldName(column) == FoldName(name) ? column : name;
}

/// Replaces \\0 to \\9 in an alias by what the groups of COLUMNS('regex') matched.
std::string ExpandAlias(const std::string& alias, const std::string& regex,
                        const std::string& column) {
  std::array<re2::StringPiece, 10> groups;
  if (regex.empty() || alias.find('\\') == std::string::npos) return alias;
  const Regex& compiled = FindRegex(regex, "");
  const int count = std::min(1 + compiled.general().NumberOfCapturingGroups(), 10);
  if (!compiled.Search(column, 0, groups.data(), count)) return alias;
  std::string name;
  for (size_t i = 0; i < alias.size(); ++i) {
    const bool group =
        alias[i] == '\\' && i + 1 < alias.size() && alias[i + 1] >= '0' && alias[i + 1] <= '9';
    if (group) {
      name += MatchedView(groups[static_cast<size_t>(alias[++i] - '0')]);
    } else {
      name += alias[i];
    }
  }
  return name;
}

}  // namespace

void SelectBinder::AddOutput(std::string name, ExprPtr expr) {
  outputs_.push_back({std::move(name), std::move(expr)});
}

void SelectBinder::BindItems(const sql::Select& select) {
  // All names first, so that a use before the item is told from an unknown name.
  for (const sql::SelectItem& item : select.items) {
    if (item.alias) level_.aliases.try_emplace(FoldName(item.alias->text));
  }
  for (const sql::SelectItem& item : select.items) BindItem(item);
  if (outputs_.empty() && !select.items.empty()) {
    throw UserError(ErrorCode::kInvalidQuery, "the select list is empty: * gives no column",
                    state_.Where(select.items[0].expression->range));
  }
}

void SelectBinder::BindGenerated(const sql::SelectItem& item) {
  const SourceRange range = state_.Where(item.expression->range);
  if (!IsGeneratorCall(*item.expression)) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "only functions that make rows, such as explode, have several names", range);
  }
  std::vector<NamedValue> columns =
      ExpressionBinder(state_, level_)
          .BindGeneratorItem(sql::As<sql::FunctionCallExpression>(*item.expression));
  std::vector<std::string> names;
  if (item.alias) names.push_back(item.alias->text);
  for (const sql::Identifier& name : item.column_aliases) names.push_back(name.text);
  if (!names.empty() && names.size() != columns.size()) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "the function makes " + std::to_string(columns.size()) + " columns, but " +
                        std::to_string(names.size()) + " names are given",
                    range, "write AS (a, b) behind it");
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    if (!names.empty()) {
      SelectAlias& alias = level_.aliases[FoldName(names[i])];
      if (!alias.expr) alias = {columns[i].expr, false, 0};
    }
    AddOutput(names.empty() ? columns[i].name : names[i], columns[i].expr);
  }
}

void SelectBinder::BindItem(const sql::SelectItem& item) {
  ExpressionBinder binder(state_, level_);
  if (item.expression->kind == sql::ExpressionKind::kStar) {
    for (NamedValue& column : binder.ExpandStar(sql::As<sql::StarExpression>(*item.expression))) {
      AddOutput(std::move(column.name), std::move(column.expr));
    }
    return;
  }
  if (item.expression->kind == sql::ExpressionKind::kLike &&
      sql::As<sql::LikeExpression>(*item.expression).value->kind == sql::ExpressionKind::kStar) {
    for (NamedValue& column :
         binder.ExpandStarLike(sql::As<sql::LikeExpression>(*item.expression))) {
      AddOutput(item.alias ? item.alias->text : std::move(column.name), std::move(column.expr));
    }
    return;
  }
  if (!item.column_aliases.empty() || IsGeneratorCall(*item.expression)) {
    BindGenerated(item);
    return;
  }
  if (IsUnnestCall(*item.expression)) {
    auto columns = binder.BindUnnestItem(sql::As<sql::FunctionCallExpression>(*item.expression));
    if (columns.size() != 1) {
      for (NamedValue& column : columns) AddOutput(std::move(column.name), std::move(column.expr));
      return;
    }
    AddOutput(item.alias ? item.alias->text : columns[0].name, columns[0].expr);
    if (item.alias) {
      SelectAlias& alias = level_.aliases[FoldName(item.alias->text)];
      if (!alias.expr) alias = {columns[0].expr, false, 0};
    }
    return;
  }
  ColumnsExpansion expansion;
  binder.AllowColumns(&expansion);
  ExprPtr expr = binder.Bind(*item.expression);
  if (!expansion.columns.empty()) {
    const auto name = [&] {
      const std::string& column = expansion.columns[expansion.index].name;
      return item.alias ? ExpandAlias(item.alias->text, expansion.regex, column) : column;
    };
    AddOutput(name(), std::move(expr));
    for (expansion.index = 1; expansion.index < expansion.columns.size(); ++expansion.index) {
      AddOutput(name(), binder.Bind(*item.expression));
    }
    return;
  }
  if (item.alias) {
    SelectAlias& alias = level_.aliases[FoldName(item.alias->text)];
    if (!alias.expr) alias = {expr, level_.UsesAggregate(*expr), 0};
  }
  std::string name = item.alias ? item.alias->text : NameOf(*item.expression, *expr);
  AddOutput(std::move(name), std::move(expr));
}

}  // namespace lakebolt
