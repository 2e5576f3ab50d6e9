#include "api/statement/alter_table.h"

#include <algorithm>

#include "api/rows_result.h"
#include "api/statement/alter_draft.h"
#include "api/statement/create_entry.h"
#include "base/transaction_error.h"

namespace lakebolt {

namespace {

NameKind NameKindOf(sql::DropObject object) {
  return object == sql::DropObject::kSequence ? NameKind::kSequence : NameKind::kRelation;
}

/// Puts an object under another name.
void Rename(StatementContext& context, NameKind kind, const NameResolver::Found& found,
            std::shared_ptr<CatalogEntry> copy, const sql::Identifier& new_name) {
  const ObjectName place{found.name.database, found.name.schema, FoldName(new_name.text)};
  const EntryPtr taken = context.transaction().state().Find(kind, place);
  if (taken != nullptr && place != found.name) {
    throw UserError(
        ErrorCode::kDuplicateName,
        std::string("a ") + KindText(taken->kind) + " called \"" + taken->name + "\" exists",
        new_name.range);
  }
  copy->name = new_name.text;
  context.transaction().Set(kind, found.name, nullptr);
  context.transaction().Set(kind, place, std::move(copy));
}

/// Gives a sequence to a table or another sequence: it is dropped with that.
void SetOwner(StatementContext& context, const sql::AlterStatement& statement,
              const NameResolver::Found& sequence) {
  const std::vector<std::string> parts = PartsOf(statement.owner);
  const SourceRange range = {statement.owner.front().range.begin, statement.owner.back().range.end};
  auto owner = context.names().Find(NameKind::kRelation, parts);
  if (!owner) owner = context.names().Find(NameKind::kSequence, parts);
  if (!owner) {
    throw UserError(ErrorCode::kUnknownTable,
                    "there is no table or sequence \"" + sql::JoinName(statement.owner) + "\"",
                    range);
  }
  const auto& entry = As<SequenceEntry>(*sequence.entry);
  if (entry.owner_oid == owner.entry->oid) return;
  const auto fail = [&](const std::string& why) {
    throw UserError(ErrorCode::kConstraint, "\"" + entry.name + "\" " + why, range);
  };
  if (entry.owner_oid != 0) fail("has an owner already");
  if (owner.entry->oid == entry.oid) fail("cannot own itself");
  if (owner.entry->kind == EntryKind::kSequence) {
    if (As<SequenceEntry>(*owner.entry).owner_oid != 0) {
      fail("cannot be owned by \"" + owner.entry->name + "\", which is owned itself");
    }
  }
  const SchemaPtr schema =
      context.transaction().state().FindSchema(sequence.name.database, sequence.name.schema);
  for (const auto& [folded, other] : schema->Of(NameKind::kSequence)) {
    if (As<SequenceEntry>(*other).owner_oid == entry.oid) {
      fail("cannot be owned, for it owns \"" + other->name + "\"");
    }
  }
  auto copy = std::make_shared<SequenceEntry>(entry);
  copy->owner_oid = owner.entry->oid;
  context.transaction().Set(NameKind::kSequence, sequence.name, std::move(copy));
}

std::unique_ptr<Result> AlterOther(StatementContext& context, const sql::AlterStatement& statement,
                                   const NameResolver::Found& found) {
  if (statement.action == sql::AlterAction::kNothing) return RowsResult::Done();
  if (statement.action == sql::AlterAction::kSetOwner) {
    SetOwner(context, statement, found);
    return RowsResult::Done();
  }
  if (statement.action != sql::AlterAction::kRenameTable) {
    throw UserError(ErrorCode::kNotSupported,
                    std::string("this is not to be altered of a ") + KindText(found.entry->kind),
                    statement.range);
  }
  const NameKind kind = NameKindOf(statement.object);
  if (found.entry->kind == EntryKind::kView) {
    Rename(context, kind, found, std::make_shared<ViewEntry>(As<ViewEntry>(*found.entry)),
           statement.new_name);
  } else {
    Rename(context, kind, found, std::make_shared<SequenceEntry>(As<SequenceEntry>(*found.entry)),
           statement.new_name);
  }
  return RowsResult::Done();
}

void RenameTable(StatementContext& context, const NameResolver::Found& found,
                 const sql::Identifier& new_name) {
  const auto& table = As<TableEntry>(*found.entry);
  AlterDraft draft(context, found.name, table);
  draft.SetTableName(new_name.text);
  Rename(context, NameKind::kRelation, found, draft.Finish(), new_name);
  RedirectForeignKeys(context, found.name,
                      {found.name.database, found.name.schema, FoldName(new_name.text)});
}

void AlterColumns(AlterDraft& draft, const sql::AlterStatement& statement) {
  using sql::AlterAction;
  if (!statement.field.empty()) {
    draft.EditField(statement);
    return;
  }
  switch (statement.action) {
    case AlterAction::kAddColumn:
      if (draft.Has(statement.column) && statement.action_if_exists) return;
      draft.AddColumn(statement.definition);
      for (const auto& constraint : statement.constraints) {
        if (constraint.kind != sql::ConstraintKind::kNotNull) {
          throw UserError(ErrorCode::kNotSupported, "a column cannot be added with this constraint",
                          constraint.range,
                          "add the column, then ALTER TABLE … ADD the constraint");
        }
        draft.Add(constraint);
      }
      return;
    case AlterAction::kDropColumn:
      if (!draft.Has(statement.column) && statement.action_if_exists) return;
      draft.DropColumn(statement.column);
      return;
    case AlterAction::kRenameColumn:
      draft.RenameColumn(statement.column, statement.new_name);
      return;
    case AlterAction::kSetDefault:
      draft.SetDefault(statement.column, statement.value.get());
      return;
    case AlterAction::kSetNotNull:
    case AlterAction::kDropNotNull:
      draft.SetNotNull(statement.column, statement.action == AlterAction::kSetNotNull);
      return;
    case AlterAction::kAlterType:
      draft.SetType(statement.column, statement.type, statement.value.get());
      return;
    case AlterAction::kAddConstraint: draft.Add(statement.constraints.at(0)); return;
    case AlterAction::kDropConstraint:
      draft.DropConstraint(statement.column, statement.action_if_exists);
      return;
    case AlterAction::kRenameTable:
    case AlterAction::kSetSchema:
    case AlterAction::kSetOwner:
    case AlterAction::kNothing: return;
  }
}

}  // namespace

std::unique_ptr<Result> RunAlter(StatementContext& context, const sql::AlterStatement& statement) {
  const SourceRange range = {statement.name.front().range.begin, statement.name.back().range.end};
  const auto found = context.names().Find(NameKindOf(statement.object), PartsOf(statement.name));
  if (!found) {
    if (statement.if_exists) return RowsResult::Done();
    throw UserError(ErrorCode::kUnknownTable,
                    "there is nothing called \"" + sql::JoinName(statement.name) + "\"", range,
                    DidYouMean(statement.name.back().text, context.names().RelationNames()));
  }
  const bool wants_table = statement.object == sql::DropObject::kTable;
  if ((found.entry->kind == EntryKind::kTable) != wants_table) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "\"" + found.entry->name + "\" is a " + KindText(found.entry->kind), range);
  }
  if (!wants_table) return AlterOther(context, statement, found);
  switch (statement.action) {
    case sql::AlterAction::kNothing: return RowsResult::Done();
    case sql::AlterAction::kRenameTable:
      RenameTable(context, found, statement.new_name);
      return RowsResult::Done();
    case sql::AlterAction::kSetSchema:
      throw UserError(ErrorCode::kNotSupported, "moving a table to another schema is not supported",
                      range);
    default: break;
  }
  AlterDraft draft(context, found.name, As<TableEntry>(*found.entry));
  AlterColumns(draft, statement);
  context.transaction().Set(NameKind::kRelation, found.name, draft.Finish());
  return RowsResult::Done();
}

void AddUniqueIndex(StatementContext& context, const ObjectName& name, const TableEntry& table,
                    const IndexEntry& index) {
  AlterDraft draft(context, name, table);
  draft.AddKey(index.columns, index.name);
  context.transaction().Set(NameKind::kRelation, name, draft.Finish());
}

void DropUniqueIndex(StatementContext& context, const ObjectName& name, const TableEntry& table,
                     const IndexEntry& index) {
  AlterDraft draft(context, name, table);
  draft.DropKey(index.name);
  context.transaction().Set(NameKind::kRelation, name, draft.Finish());
}

}  // namespace lakebolt
