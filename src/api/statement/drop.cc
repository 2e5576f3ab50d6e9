#include "api/statement/drop.h"

#include <algorithm>

#include "api/rows_result.h"
#include "api/statement/alter_table.h"
#include "api/statement/create_entry.h"
#include "base/transaction_error.h"

namespace lakebolt {

namespace {

struct Kinds {
  NameKind names;
  EntryKind entry;
};

Kinds KindsOf(sql::DropObject object) {
  switch (object) {
    case sql::DropObject::kView: return {NameKind::kRelation, EntryKind::kView};
    case sql::DropObject::kSequence: return {NameKind::kSequence, EntryKind::kSequence};
    case sql::DropObject::kMacro: return {NameKind::kMacro, EntryKind::kMacro};
    case sql::DropObject::kTableMacro: return {NameKind::kTableMacro, EntryKind::kTableMacro};
    case sql::DropObject::kIndex: return {NameKind::kIndex, EntryKind::kIndex};
    case sql::DropObject::kType: return {NameKind::kType, EntryKind::kType};
    default: return {NameKind::kRelation, EntryKind::kTable};
  }
}

/// Throws where a foreign key of another table refers to the table.
void CheckNotReferenced(const CatalogState& state, const ObjectName& table, SourceRange range) {
  const SchemaPtr schema = state.FindSchema(table.database, table.schema);
  for (const auto& [folded, entry] : schema->Of(NameKind::kRelation)) {
    if (entry->kind != EntryKind::kTable || folded == table.name) continue;
    for (const TableConstraint& constraint : As<TableEntry>(*entry).definition->constraints) {
      if (constraint.kind != ConstraintKind::kForeignKey || constraint.parent != table) continue;
      throw UserError(ErrorCode::kConstraint,
                      "\"" + table.name + "\" cannot be dropped: a foreign key of \"" +
                          entry->name + "\" refers to it",
                      range);
    }
  }
}

/// Drops the tables whose defaults use a sequence, or throws where CASCADE was not written.
void DropUsersOf(StatementContext& context, const NameResolver::Found& sequence, bool cascade,
                 SourceRange range) {
  const SchemaPtr schema =
      context.transaction().state().FindSchema(sequence.name.database, sequence.name.schema);
  const int64_t owner = As<SequenceEntry>(*sequence.entry).owner_oid;
  for (const auto& [folded, entry] : schema->Of(NameKind::kRelation)) {
    if (entry->kind != EntryKind::kTable) continue;
    const auto& columns = As<TableEntry>(*entry).definition->columns;
    const bool uses = (owner != 0 && entry->oid == owner) ||
                      std::any_of(columns.begin(), columns.end(), [&](const ColumnInfo& column) {
                        const std::string text = FoldName(column.default_sql);
                        return text.find("nextval") != std::string::npos &&
                               (text.find("'" + sequence.name.name + "'") != std::string::npos ||
                                text.find("." + sequence.name.name + "'") != std::string::npos);
                      });
    if (!uses) continue;
    if (!cascade) {
      throw UserError(ErrorCode::kConstraint,
                      "the sequence \"" + sequence.entry->name + "\" cannot be dropped: table \"" +
                          entry->name + "\" depends on it",
                      range, "DROP … CASCADE drops the table too");
    }
    context.transaction().Set(NameKind::kRelation,
                              {sequence.name.database, sequence.name.schema, folded}, nullptr);
  }
}

/// Drops the types that are made of a type, or throws where CASCADE was not written.
void DropTypesOf(StatementContext& context, const NameResolver::Found& type, bool cascade,
                 SourceRange range) {
  const SchemaPtr schema =
      context.transaction().state().FindSchema(type.name.database, type.name.schema);
  for (const auto& [folded, entry] : schema->Of(NameKind::kType)) {
    const auto& parts = As<TypeEntry>(*entry).parts;
    if (std::find(parts.begin(), parts.end(), type.name) == parts.end()) continue;
    if (!cascade) {
      throw UserError(ErrorCode::kConstraint,
                      "the type \"" + type.entry->name + "\" cannot be dropped: the type \"" +
                          entry->name + "\" depends on it",
                      range, "DROP TYPE … CASCADE drops that type too");
    }
    const NameResolver::Found user{{type.name.database, type.name.schema, folded}, entry};
    DropTypesOf(context, user, cascade, range);
    context.transaction().Set(NameKind::kType, user.name, nullptr);
  }
}

void DropIndexesOf(StatementContext& context, const ObjectName& table) {
  const SchemaPtr schema = context.transaction().state().FindSchema(table.database, table.schema);
  for (const auto& [folded, entry] : schema->Of(NameKind::kIndex)) {
    if (FoldName(As<IndexEntry>(*entry).table) != table.name) continue;
    context.transaction().Set(NameKind::kIndex, {table.database, table.schema, folded}, nullptr);
  }
}

/// Drops the sequences that an object owns.
void DropOwned(StatementContext& context, const NameResolver::Found& owner) {
  const SchemaPtr schema =
      context.transaction().state().FindSchema(owner.name.database, owner.name.schema);
  for (const auto& [folded, entry] : schema->Of(NameKind::kSequence)) {
    if (As<SequenceEntry>(*entry).owner_oid != owner.entry->oid) continue;
    context.transaction().Set(NameKind::kSequence, {owner.name.database, owner.name.schema, folded},
                              nullptr);
  }
}

void DropSchema(StatementContext& context, const sql::DropStatement& statement,
                const sql::QualifiedName& name) {
  const SourceRange range = {name.front().range.begin, name.back().range.end};
  const auto schema = context.names().FindSchema(PartsOf(name));
  // A database's name stands for its main schema elsewhere, but is no schema to be dropped.
  const bool found = schema && schema->schema == FoldName(name.back().text);
  if (!found) {
    if (statement.if_exists) return;
    throw UserError(kUnknownObjectError, "there is no schema \"" + sql::JoinName(name) + "\"",
                    range);
  }
  if (schema->schema == kMainSchema) {
    throw UserError(ErrorCode::kInvalidQuery, "the schema \"main\" cannot be dropped", range);
  }
  const SchemaPtr state =
      context.transaction().state().FindSchema(schema->database, schema->schema);
  for (size_t kind = 0; kind < kNameKinds && !statement.cascade; ++kind) {
    if (state->names[kind].empty()) continue;
    throw UserError(ErrorCode::kConstraint,
                    "the schema \"" + state->name + "\" cannot be dropped: it is not empty", range,
                    "DROP SCHEMA … CASCADE drops what is in it too");
  }
  context.transaction().SetSchema(*schema, nullptr);
}

void DropOne(StatementContext& context, const sql::DropStatement& statement,
             const sql::QualifiedName& name) {
  const SourceRange range = {name.front().range.begin, name.back().range.end};
  Kinds kinds = KindsOf(statement.object);
  auto found = context.names().Find(kinds.names, PartsOf(name));
  if (!found && kinds.names == NameKind::kMacro) {
    found = context.names().Find(NameKind::kTableMacro, PartsOf(name));
    if (found) kinds = {NameKind::kTableMacro, EntryKind::kTableMacro};
  }
  if (!found) {
    if (statement.if_exists) return;
    throw UserError(
        kinds.names == NameKind::kRelation ? ErrorCode::kUnknownTable : kUnknownObjectError,
        std::string("there is no ") + KindText(kinds.entry) + " \"" + sql::JoinName(name) + "\"",
        range,
        kinds.names == NameKind::kRelation
            ? DidYouMean(name.back().text, context.names().RelationNames())
            : "");
  }
  const bool registered =
      found.entry->kind == EntryKind::kTable && As<TableEntry>(*found.entry).registered;
  if (found.entry->kind != kinds.entry && !registered) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + found.entry->name + "\" is a " + KindText(found.entry->kind) +
                        ", not a " + KindText(kinds.entry),
                    range);
  }
  if (kinds.entry == EntryKind::kView) DropOwned(context, found);
  if (kinds.entry == EntryKind::kTable) {
    CheckNotReferenced(context.transaction().state(), found.name, range);
    DropIndexesOf(context, found.name);
    DropOwned(context, found);
  } else if (kinds.entry == EntryKind::kSequence) {
    DropUsersOf(context, found, statement.cascade, range);
    DropOwned(context, found);
  } else if (kinds.entry == EntryKind::kType) {
    DropTypesOf(context, found, statement.cascade, range);
  } else if (kinds.entry == EntryKind::kIndex) {
    const auto& index = As<IndexEntry>(*found.entry);
    const ObjectName table{found.name.database, found.name.schema, FoldName(index.table)};
    const EntryPtr entry = context.transaction().state().Find(NameKind::kRelation, table);
    if (index.unique && entry) {
      DropUniqueIndex(context, table, As<TableEntry>(*entry), index);
    }
  }
  context.transaction().Set(kinds.names, found.name, nullptr);
}

}  // namespace

std::unique_ptr<Result> RunDrop(StatementContext& context, const sql::DropStatement& statement) {
  for (const sql::QualifiedName& name : statement.names) {
    if (statement.object == sql::DropObject::kSchema) {
      DropSchema(context, statement, name);
    } else {
      DropOne(context, statement, name);
    }
  }
  return RowsResult::Done();
}

}  // namespace lakebolt
