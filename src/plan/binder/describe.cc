#include <algorithm>

#include "plan/binder/binder.h"
#include "plan/binder/from_binder.h"
#include "plan/operators.h"

namespace lakebolt {

namespace {

/// Returns the table that DESCRIBE t asks about; null when it asks about a query or a view.
const TableEntry* TableOf(const sql::Query& query, const BinderContext& context) {
  if (query.body->kind != sql::QueryBodyKind::kSelect || !query.ctes.empty()) return nullptr;
  const auto& select = sql::As<sql::Select>(*query.body);
  if (!select.from || select.from->kind != sql::TableRefKind::kBaseTable || select.where ||
      select.items.size() != 1 || select.items[0].expression->kind != sql::ExpressionKind::kStar) {
    return nullptr;
  }
  const auto& ref = sql::As<sql::BaseTableRef>(*select.from);
  if (ref.is_path || !ref.column_aliases.empty()) return nullptr;
  const auto& star = sql::As<sql::StarExpression>(*select.items[0].expression);
  if (!star.exclude.empty() || !star.replace.empty() || !star.rename.empty()) return nullptr;
  const auto found = context.names->Find(NameKind::kRelation, PartsOf(ref.name));
  if (!found || found.entry->kind != EntryKind::kTable) return nullptr;
  return &As<TableEntry>(*found.entry);
}

/// Says which kind of key a column is part of: PRI, UNI or none.
std::string KeyOf(const TableEntry& table, const std::string& column) {
  std::string key;
  for (const TableConstraint& constraint : table.definition->constraints) {
    const auto& names = constraint.columns;
    if (std::find(names.begin(), names.end(), column) == names.end()) continue;
    if (constraint.kind == ConstraintKind::kPrimaryKey) return "PRI";
    if (constraint.kind == ConstraintKind::kUnique) key = "UNI";
  }
  return key;
}

}  // namespace

BoundQuery Binder::BindDescribe(const sql::Query& query) const {
  const BoundQuery described = BindQuery(query);
  BoundQuery result;
  result.names = {"column_name", "column_type", "null", "key", "default", "extra"};
  std::vector<PlanColumn> columns;
  for (const std::string& name : result.names) {
    columns.push_back({context_.column_ids->Next(), name, TypeId::kVarchar});
    result.columns.push_back(columns.back().id);
    result.types.push_back(columns.back().type);
  }
  const ExprPtr null = MakeConstant(Value(TypeId::kVarchar));
  const auto text = [&](const std::string& value) {
    return value.empty() ? null : MakeConstant(Value::Varchar(value));
  };
  const TableEntry* table = TableOf(query, context_);
  std::vector<std::vector<ExprPtr>> rows;
  for (size_t i = 0; i < described.names.size(); ++i) {
    const bool nullable = table == nullptr || table->source->schema()[i].nullable;
    const bool has_info = table != nullptr && i < table->definition->columns.size();
    rows.push_back({MakeConstant(Value::Varchar(described.names[i])),
                    MakeConstant(Value::Varchar(described.types[i].ToString())),
                    text(nullable ? "YES" : "NO"),
                    text(table == nullptr ? "" : KeyOf(*table, described.names[i])),
                    text(has_info ? table->definition->columns[i].default_sql : ""), null});
  }
  result.plan = std::make_shared<ValuesNode>(std::move(columns), std::move(rows));
  return result;
}

}  // namespace lakebolt
