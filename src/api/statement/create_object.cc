#include "api/statement/create_object.h"

#include <algorithm>

#include "api/rows_result.h"
#include "api/statement/create_entry.h"
#include "base/transaction_error.h"

namespace lakebolt {

std::unique_ptr<Result> RunCreateSchema(StatementContext& context,
                                        const sql::CreateSchemaStatement& statement) {
  const SourceRange range = statement.name.back().range;
  SchemaName name{context.session().search_path.front().database,
                  FoldName(statement.name.back().text)};
  if (statement.name.size() > 1) name.database = FoldName(statement.name[0].text);
  const CatalogState& state = context.transaction().state();
  if (state.FindDatabase(name.database) == nullptr) {
    throw UserError(kUnknownObjectError, "there is no database \"" + name.database + "\"", range);
  }
  if (name.database == kTempDatabase) {
    throw UserError(ErrorCode::kInvalidQuery, "schemas cannot be made in the database temp", range);
  }
  const SchemaPtr known = state.FindSchema(name.database, name.schema);
  if (known != nullptr && !statement.options.or_replace) {
    if (statement.options.if_not_exists) return RowsResult::Done();
    throw UserError(ErrorCode::kDuplicateName, "a schema called \"" + known->name + "\" exists",
                    range);
  }
  auto schema = std::make_shared<SchemaState>();
  schema->name = statement.name.back().text;
  schema->oid = context.transaction().NextOid();
  context.transaction().SetSchema(name, std::move(schema));
  return RowsResult::Done();
}

std::unique_ptr<Result> RunCreateSequence(StatementContext& context,
                                          const sql::CreateSequenceStatement& statement) {
  const ObjectName place = PlaceFor(context, statement.name, statement.options.temporary);
  if (!MayCreate(context, NameKind::kSequence, EntryKind::kSequence, place, statement.name,
                 statement.options)) {
    return RowsResult::Done();
  }
  SequenceOptions options;
  options.increment = statement.increment.value_or(1);
  const bool up = options.increment > 0;
  options.min = statement.min.value_or(up ? 1 : INT64_MIN);
  options.max = statement.max.value_or(up ? INT64_MAX : -1);
  options.start = statement.start.value_or(up ? options.min : options.max);
  options.cycle = statement.cycle;
  const auto fail = [&](const std::string& what) {
    throw UserError(ErrorCode::kInvalidArgument, what, statement.range);
  };
  if (options.increment == 0) fail("INCREMENT must not be zero");
  if (options.max <= options.min) {
    fail("MINVALUE (" + std::to_string(options.min) + ") must be less than MAXVALUE (" +
         std::to_string(options.max) + ")");
  }
  if (options.start < options.min) {
    fail("START value (" + std::to_string(options.start) + ") cannot be less than MINVALUE (" +
         std::to_string(options.min) + ")");
  }
  if (options.start > options.max) {
    fail("START value (" + std::to_string(options.start) + ") cannot be greater than MAXVALUE (" +
         std::to_string(options.max) + ")");
  }
  auto entry = std::make_shared<SequenceEntry>();
  entry->name = statement.name.back().text;
  entry->sequence = std::make_shared<Sequence>(entry->name, options);
  PutEntry(context, NameKind::kSequence, place, std::move(entry));
  return RowsResult::Done();
}

namespace {

/// Returns a copy of a table's entry with another comment, of itself or of a column.
EntryPtr WithComment(const TableEntry& table, const std::optional<std::string>& text,
                     const sql::Identifier* column) {
  auto copy = std::make_shared<TableEntry>(table);
  auto definition = std::make_shared<TableDefinition>(*table.definition);
  if (column == nullptr) {
    copy->comment = text;
  } else {
    const Schema& schema = table.source->schema();
    definition->columns.resize(schema.size());
    const auto found = std::find_if(schema.begin(), schema.end(), [&](const Field& field) {
      return FoldName(field.name) == FoldName(column->text);
    });
    if (found == schema.end()) {
      throw UserError(ErrorCode::kUnknownColumn,
                      "table \"" + table.name + "\" has no column \"" + column->text + "\"",
                      column->range);
    }
    definition->columns[static_cast<size_t>(found - schema.begin())].comment = text;
  }
  copy->definition = std::move(definition);
  return copy;
}

template <typename Entry>
EntryPtr Commented(const CatalogEntry& entry, const std::optional<std::string>& text) {
  auto copy = std::make_shared<Entry>(As<Entry>(entry));
  copy->comment = text;
  return copy;
}

NameKind NameKindOf(sql::DropObject object) {
  switch (object) {
    case sql::DropObject::kSequence: return NameKind::kSequence;
    case sql::DropObject::kMacro: return NameKind::kMacro;
    case sql::DropObject::kTableMacro: return NameKind::kTableMacro;
    case sql::DropObject::kIndex: return NameKind::kIndex;
    case sql::DropObject::kType: return NameKind::kType;
    default: return NameKind::kRelation;
  }
}

}  // namespace

std::unique_ptr<Result> RunComment(StatementContext& context,
                                   const sql::CommentStatement& statement) {
  std::vector<std::string> parts = PartsOf(statement.name);
  const sql::Identifier* column = nullptr;
  if (statement.on_column) {
    column = &statement.name.back();
    parts.pop_back();
  }
  const NameKind kind = NameKindOf(statement.object);
  const auto found = parts.empty() ? NameResolver::Found{} : context.names().Find(kind, parts);
  if (!found) {
    throw UserError(ErrorCode::kUnknownTable,
                    "there is nothing called \"" + sql::JoinName(statement.name) + "\"",
                    statement.name.back().range);
  }
  EntryPtr changed;
  switch (found.entry->kind) {
    case EntryKind::kTable:
      changed = WithComment(As<TableEntry>(*found.entry), statement.text, column);
      break;
    case EntryKind::kView: {
      auto copy = std::make_shared<ViewEntry>(As<ViewEntry>(*found.entry));
      if (column == nullptr) {
        copy->comment = statement.text;
      } else {
        copy->column_comments[FoldName(column->text)] = statement.text.value_or("");
      }
      changed = std::move(copy);
      break;
    }
    case EntryKind::kSequence:
      changed = Commented<SequenceEntry>(*found.entry, statement.text);
      break;
    case EntryKind::kMacro:
    case EntryKind::kTableMacro:
      changed = Commented<MacroEntry>(*found.entry, statement.text);
      break;
    case EntryKind::kIndex: changed = Commented<IndexEntry>(*found.entry, statement.text); break;
    case EntryKind::kType: changed = Commented<TypeEntry>(*found.entry, statement.text); break;
  }
  context.transaction().Set(kind, found.name, std::move(changed));
  return RowsResult::Done();
}

}  // namespace lakebolt
