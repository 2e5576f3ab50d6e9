#include "plan/binder/select_binder.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

/// Names an item without alias: a plain column as its table spells it, else as DuckDB does.
std::string NameOf(const sql::Expression& item, const Expr& bound) {
  std::string name = sql::DefaultColumnName(item);
  if (bound.kind() != ExprKind::kColumn || item.kind != sql::ExpressionKind::kColumnRef)
    return name;
  const std::string& column = As<ColumnExpr>(bound).name();
  return FoldCase(column) == FoldCase(name) ? column : name;
}

}  // namespace

void SelectBinder::AddOutput(std::string name, ExprPtr expr) {
  outputs_.push_back({std::move(name), std::move(expr)});
}

void SelectBinder::BindItems(const sql::Select& select) {
  // All names first, so that a use before the item is told from an unknown name.
  for (const sql::SelectItem& item : select.items) {
    if (item.alias) level_.aliases.try_emplace(FoldCase(item.alias->text));
  }
  for (const sql::SelectItem& item : select.items) BindItem(item);
}

void SelectBinder::BindItem(const sql::SelectItem& item) {
  ExpressionBinder binder(state_, level_);
  if (item.expression->kind == sql::ExpressionKind::kStar) {
    for (NamedValue& column : binder.ExpandStar(sql::As<sql::StarExpression>(*item.expression))) {
      AddOutput(std::move(column.name), std::move(column.expr));
    }
    return;
  }
  ColumnsExpansion expansion;
  binder.AllowColumns(&expansion);
  ExprPtr expr = binder.Bind(*item.expression);
  if (!expansion.columns.empty()) {
    const auto name = [&] {
      return item.alias ? item.alias->text : expansion.columns[expansion.index].name;
    };
    AddOutput(name(), std::move(expr));
    for (expansion.index = 1; expansion.index < expansion.columns.size(); ++expansion.index) {
      AddOutput(name(), binder.Bind(*item.expression));
    }
    return;
  }
  if (item.alias) {
    SelectAlias& alias = level_.aliases[FoldCase(item.alias->text)];
    if (!alias.expr) alias = {expr, level_.UsesAggregate(*expr), 0};
  }
  std::string name = item.alias ? item.alias->text : NameOf(*item.expression, *expr);
  AddOutput(std::move(name), std::move(expr));
}

}  // namespace lakebolt
