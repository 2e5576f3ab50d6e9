#include <algorithm>

#include "api/rows_result.h"
#include "api/statement/alter_table.h"
#include "api/statement/create_entry.h"
#include "api/statement/create_object.h"
#include "base/transaction_error.h"
#include "plan/binder/write_binder.h"
#include "sql/formatter.h"

namespace lakebolt {

std::unique_ptr<Result> RunCreateIndex(StatementContext& context,
                                       const sql::CreateIndexStatement& statement) {
  const auto found = context.names().Find(NameKind::kRelation, PartsOf(statement.table));
  const SourceRange range = statement.table.back().range;
  if (!found) {
    throw UserError(ErrorCode::kUnknownTable,
                    "there is no table \"" + sql::JoinName(statement.table) + "\"", range);
  }
  if (found.entry->kind != EntryKind::kTable) {
    throw UserError(ErrorCode::kInvalidQuery, "only tables can have an index", range);
  }
  const auto& table = As<TableEntry>(*found.entry);
  auto index = std::make_shared<IndexEntry>();
  index->name = statement.name.text;
  index->table = table.name;
  index->unique = statement.unique;
  index->sql = statement.text;
  const WriteBinder binder(context.MakeBinderContext(), table);
  bool plain = true;
  for (const auto& expression : statement.expressions) {
    index->expressions.push_back(sql::ToSql(*expression));
    binder.BindOverRow(index->expressions.back());
    const bool is_column = expression->kind == sql::ExpressionKind::kColumnRef &&
                           sql::As<sql::ColumnRefExpression>(*expression).name.size() == 1;
    plain = plain && is_column;
    if (!is_column) continue;
    const uint32_t column = binder.ColumnOf(sql::As<sql::ColumnRefExpression>(*expression).name[0]);
    index->columns.push_back(table.source->schema()[column].name);
  }
  if (!plain) index->columns.clear();
  if (index->name.empty()) {
    index->name = table.name;
    for (const std::string& column : index->columns) index->name += "_" + column;
    index->name += "_idx";
  }
  const ObjectName place{found.name.database, found.name.schema, FoldName(index->name)};
  const sql::QualifiedName name = {{index->name, true, range}};
  if (!MayCreate(context, NameKind::kIndex, EntryKind::kIndex, place, name, statement.options)) {
    return RowsResult::Done();
  }
  if (index->unique && !plain) {
    throw UserError(ErrorCode::kNotSupported, "a unique index on expressions is not supported yet",
                    statement.range, "make the expression a generated column");
  }
  if (index->unique) AddUniqueIndex(context, found.name, table, *index);
  PutEntry(context, NameKind::kIndex, place, std::move(index));
  return RowsResult::Done();
}

}  // namespace lakebolt
