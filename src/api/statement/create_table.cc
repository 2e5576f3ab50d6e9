#include "api/statement/create_table.h"

#include <algorithm>

#include "api/rows_result.h"
#include "api/statement/constraint_checker.h"
#include "api/statement/create_entry.h"
#include "api/statement/table_definition.h"
#include "base/distinct_names.h"
#include "base/error.h"
#include "plan/operators.h"
#include "source/memory_table.h"

namespace lakebolt {

namespace {

/// Casts the columns of a query that have another type in `schema`.
BoundQuery WithTypes(StatementContext& context, BoundQuery query, const Schema& schema) {
  bool same = true;
  for (size_t i = 0; i < schema.size(); ++i) same = same && schema[i].type == query.types[i];
  if (same) return query;
  PlanPtr plan = PlanWithDistinctColumns(query, context.column_ids());
  std::vector<NamedExpr> items;
  for (size_t i = 0; i < schema.size(); ++i) {
    ExprPtr column = std::make_shared<ColumnExpr>(query.columns[i], query.names[i], query.types[i]);
    query.columns[i] = context.column_ids().Next();
    query.types[i] = schema[i].type;
    items.push_back({query.columns[i], schema[i].name, MakeCast(column, schema[i].type)});
  }
  query.plan = std::make_shared<ProjectNode>(std::move(plan), std::move(items));
  return query;
}

/// Returns names and types for the columns of a query: those written, else the query's own.
TableDraft DraftTableAs(StatementContext& context, const sql::CreateTableAsStatement& statement,
                        const BoundQuery& query, const ObjectName& place) {
  const size_t written = std::max(statement.column_names.size(), statement.columns.size());
  const bool too_few = !statement.columns.empty() && written < query.names.size();
  if (written > query.names.size() || too_few) {
    throw UserError(ErrorCode::kInvalidQuery,
                    std::string(too_few ? "fewer" : "more") + " columns than the query has",
                    statement.name.back().range);
  }
  if (!statement.columns.empty()) {
    return DraftTable(context, statement.columns, statement.constraints, place, statement.range);
  }
  TableDraft draft;
  for (size_t i = 0; i < query.names.size(); ++i) {
    // A column of bare NULLs has to have some type.
    const bool untyped = query.types[i].id() == TypeId::kNull;
    const bool named = i < statement.column_names.size();
    draft.schema.push_back({named ? statement.column_names[i].text : query.names[i],
                            untyped ? LogicalType(TypeId::kInt32) : query.types[i], true});
  }
  DistinctNames names;
  for (Field& field : draft.schema) field.name = names.Add(field.name);
  draft.definition.columns.resize(draft.schema.size());
  return draft;
}

}  // namespace

std::unique_ptr<Result> RunCreateTable(StatementContext& context,
                                       const sql::CreateTableStatement& statement) {
  const ObjectName place = PlaceFor(context, statement.name, statement.options.temporary);
  if (!MayCreate(context, NameKind::kRelation, EntryKind::kTable, place, statement.name,
                 statement.options)) {
    return RowsResult::Done();
  }
  TableDraft draft =
      DraftTable(context, statement.columns, statement.constraints, place, statement.range);
  auto entry = std::make_shared<TableEntry>();
  entry->name = statement.name.back().text;
  std::vector<TableKey> keys = KeysFor(draft.schema, draft.definition);
  entry->source =
      std::make_shared<MemoryTable>(entry->name, std::move(draft.schema), std::vector<Chunk>{},
                                    std::move(keys), context.database().table_memory());
  entry->definition = std::make_shared<TableDefinition>(std::move(draft.definition));
  PutEntry(context, NameKind::kRelation, place, std::move(entry));
  return RowsResult::Done();
}

std::unique_ptr<Result> RunCreateTableAs(StatementContext& context,
                                         const sql::CreateTableAsStatement& statement) {
  const ObjectName place = PlaceFor(context, statement.name, statement.options.temporary);
  if (!MayCreate(context, NameKind::kRelation, EntryKind::kTable, place, statement.name,
                 statement.options)) {
    return RowsResult::Done();
  }
  BoundQuery query = context.Bind(*statement.query);
  TableDraft draft = DraftTableAs(context, statement, query, place);
  std::vector<Chunk> chunks;
  if (statement.with_data) {
    chunks = context.Collect(WithTypes(context, std::move(query), draft.schema));
  }
  const uint64_t rows = CountRows(chunks);
  auto entry = std::make_shared<TableEntry>();
  entry->name = statement.name.back().text;
  std::vector<TableKey> keys = KeysFor(draft.schema, draft.definition);
  entry->source =
      std::make_shared<MemoryTable>(entry->name, std::move(draft.schema), std::move(chunks),
                                    std::move(keys), context.database().table_memory());
  entry->definition = std::make_shared<TableDefinition>(std::move(draft.definition));
  CheckTableRows(context, place, *entry);
  PutEntry(context, NameKind::kRelation, place, std::move(entry));
  return RowsResult::Changed(rows);
}

}  // namespace lakebolt
