#include "api/statement/table_definition.h"

#include <algorithm>

#include "base/error.h"
#include "plan/binder/literal.h"
#include "plan/binder/write_binder.h"
#include "source/memory_table.h"
#include "sql/formatter.h"
#include "vector/variant_keys.h"

namespace lakebolt {

namespace {

const Field* FindColumn(const Schema& schema, const std::string& name) {
  const std::string folded = FoldName(name);
  for (const Field& field : schema) {
    if (FoldName(field.name) == folded) return &field;
  }
  return nullptr;
}

/// Returns the columns as the table spells them.
std::vector<std::string> ColumnNames(const std::vector<sql::Identifier>& names,
                                     const Schema& schema, const char* what) {
  std::vector<std::string> columns;
  for (const sql::Identifier& name : names) {
    const Field* field = FindColumn(schema, name.text);
    if (field == nullptr) {
      throw UserError(ErrorCode::kUnknownColumn,
                      std::string(what) + ": there is no column \"" + name.text + "\"", name.range);
    }
    if (std::find(columns.begin(), columns.end(), field->name) != columns.end()) {
      throw UserError(ErrorCode::kInvalidQuery,
                      std::string(what) + " names the column \"" + name.text + "\" twice",
                      name.range);
    }
    columns.push_back(field->name);
  }
  return columns;
}

bool SameColumns(std::vector<std::string> a, std::vector<std::string> b) {
  for (auto* names : {&a, &b}) {
    for (std::string& name : *names) name = FoldName(name);
    std::sort(names->begin(), names->end());
  }
  return a == b;
}

/// Finds the table that a foreign key refers to, and the columns: its primary key if none are
/// written.
void ReadParent(StatementContext& context, const sql::ConstraintDefinition& constraint,
                const TableDraft& draft, const ObjectName& place, TableConstraint& out) {
  const auto parts = PartsOf(constraint.parent);
  const bool self = parts.size() == 1 && FoldName(parts[0]) == place.name;
  const TableDefinition* definition = &draft.definition;
  const Schema* schema = &draft.schema;
  EntryPtr entry;
  if (self) {
    out.parent = place;
  } else {
    const auto found = context.names().Find(NameKind::kRelation, parts);
    if (!found || found.entry->kind != EntryKind::kTable) {
      throw UserError(ErrorCode::kUnknownTable,
                      "there is no table \"" + sql::JoinName(constraint.parent) + "\"",
                      constraint.range);
    }
    entry = found.entry;
    out.parent = found.name;
    definition = As<TableEntry>(*entry).definition.get();
    schema = &As<TableEntry>(*entry).source->schema();
  }
  if (out.parent.database != place.database || out.parent.schema != place.schema) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "a foreign key cannot refer to another schema or database", constraint.range);
  }
  out.parent_columns = ColumnNames(constraint.parent_columns, *schema, "FOREIGN KEY");
  bool has_key = false;
  for (const TableConstraint& key : definition->constraints) {
    const bool primary = key.kind == ConstraintKind::kPrimaryKey;
    if (!primary && key.kind != ConstraintKind::kUnique) continue;
    if (constraint.parent_columns.empty() && primary) out.parent_columns = key.columns;
    has_key |= SameColumns(key.columns, out.parent_columns);
  }
  if (!has_key) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "the columns that a foreign key refers to must be a PRIMARY KEY or UNIQUE",
                    constraint.range);
  }
  if (out.columns.size() != out.parent_columns.size()) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "the number of columns of the foreign key and of what it refers to differ",
                    constraint.range);
  }
  for (size_t i = 0; i < out.columns.size(); ++i) {
    const LogicalType& own = FindColumn(draft.schema, out.columns[i])->type;
    const LogicalType& theirs = FindColumn(*schema, out.parent_columns[i])->type;
    if (own == theirs) continue;
    throw UserError(
        ErrorCode::kTypeMismatch,
        "a foreign key of type " + own.ToString() + " cannot refer to " + theirs.ToString(),
        constraint.range);
  }
}

const char* ConstraintText(ConstraintKind kind) {
  switch (kind) {
    case ConstraintKind::kNotNull: return "NOT NULL";
    case ConstraintKind::kCheck: return "CHECK";
    case ConstraintKind::kUnique: return "UNIQUE";
    case ConstraintKind::kPrimaryKey: return "PRIMARY KEY";
    case ConstraintKind::kForeignKey: return "FOREIGN KEY";
  }
  return "";
}

/// Makes an empty table of the draft, to bind expressions over.
TableEntry EmptyTable(const TableDraft& draft) {
  TableEntry entry;
  entry.source = std::make_shared<MemoryTable>("", draft.schema);
  entry.definition = std::make_shared<TableDefinition>(draft.definition);
  return entry;
}

/// Adds NOT NULL for the columns of a primary key that do not say so themselves.
void AddImpliedNotNull(TableDefinition& definition) {
  std::vector<TableConstraint> implied;
  for (const TableConstraint& key : definition.constraints) {
    if (key.kind != ConstraintKind::kPrimaryKey) continue;
    for (const std::string& column : key.columns) {
      const bool said = std::any_of(
          definition.constraints.begin(), definition.constraints.end(), [&](const auto& known) {
            return known.kind == ConstraintKind::kNotNull && known.columns[0] == column;
          });
      if (said) continue;
      TableConstraint constraint;
      constraint.columns = {column};
      implied.push_back(std::move(constraint));
    }
  }
  for (TableConstraint& constraint : implied) {
    definition.constraints.push_back(std::move(constraint));
  }
}

}  // namespace

void AddColumn(StatementContext& context, const sql::ColumnDefinition& column, TableDraft& draft) {
  if (FindColumn(draft.schema, column.name.text) != nullptr) {
    throw UserError(ErrorCode::kDuplicateName, "column \"" + column.name.text + "\" is named twice",
                    column.name.range);
  }
  ColumnInfo info;
  if (column.default_value) info.default_sql = sql::ToSql(*column.default_value);
  if (column.generated) {
    info.generated_sql = sql::ToSql(*column.generated);
    info.stored = column.stored;
    if (column.default_value) {
      throw UserError(ErrorCode::kInvalidQuery, "a generated column cannot have a default",
                      column.name.range);
    }
  }
  // The type of a column that goes without is that of its expression, once all columns are known.
  LogicalType type = TypeId::kNull;
  if (column.type) type = ResolveType(*column.type, context.names(), column.type->range);
  draft.schema.push_back({column.name.text, type, true});
  draft.definition.columns.push_back(std::move(info));
}

TableConstraint ReadConstraint(StatementContext& context,
                               const sql::ConstraintDefinition& constraint, const TableDraft& draft,
                               const ObjectName& place) {
  TableConstraint out;
  out.kind = static_cast<ConstraintKind>(constraint.kind);
  if (constraint.name) out.name = constraint.name->text;
  out.columns = ColumnNames(constraint.columns, draft.schema, ConstraintText(out.kind));
  if (out.kind == ConstraintKind::kCheck) {
    out.check_sql = sql::ToSql(*constraint.check);
    out.columns.clear();
  } else if (out.kind == ConstraintKind::kForeignKey) {
    ReadParent(context, constraint, draft, place, out);
  } else if (out.kind != ConstraintKind::kNotNull) {
    for (const std::string& column : out.columns) {
      const auto at = static_cast<size_t>(FindColumn(draft.schema, column) - draft.schema.data());
      if (!draft.definition.columns[at].generated_sql.empty()) {
        throw UserError(ErrorCode::kInvalidQuery, "a generated column cannot be part of a key",
                        constraint.range);
      }
      // Keys are found by bytes, of which equal VARIANTs may have different ones.
      if (HasVariants(draft.schema[at].type)) {
        throw UserError(ErrorCode::kNotSupported,
                        "column \"" + column + "\" of type " + draft.schema[at].type.ToString() +
                            " cannot be part of a key",
                        constraint.range);
      }
    }
  }
  if (out.kind == ConstraintKind::kPrimaryKey) {
    for (const TableConstraint& known : draft.definition.constraints) {
      if (known.kind != ConstraintKind::kPrimaryKey) continue;
      throw UserError(ErrorCode::kInvalidQuery, "a table can have one PRIMARY KEY only",
                      constraint.range);
    }
  }
  return out;
}

void CheckExpressions(StatementContext& context, TableDraft& draft, SourceRange range) {
  try {
    for (uint32_t i = 0; i < draft.schema.size(); ++i) {
      const ColumnInfo& info = draft.definition.columns[i];
      if (draft.schema[i].type.id() == TypeId::kNull && !info.generated_sql.empty()) {
        const TableEntry table = EmptyTable(draft);
        draft.schema[i].type =
            WriteBinder(context.MakeBinderContext(), table).BindOverRow(info.generated_sql)->type();
      }
    }
    const TableEntry table = EmptyTable(draft);
    const WriteBinder binder(context.MakeBinderContext(), table);
    for (uint32_t i = 0; i < draft.schema.size(); ++i) {
      if (binder.IsGenerated(i)) {
        binder.BindOverRow(draft.definition.columns[i].generated_sql);
      } else {
        binder.DefaultOf(i);
      }
    }
    // Generated columns may use one another, but in no circle: a row of defaults is found out.
    binder.BindInsert(sql::InsertStatement());
    for (const TableConstraint& constraint : draft.definition.constraints) {
      if (constraint.kind == ConstraintKind::kCheck) binder.BindOverRow(constraint.check_sql);
    }
  } catch (const UserError& error) {
    throw error.At(range);
  }
}

TableDraft DraftTable(StatementContext& context, const std::vector<sql::ColumnDefinition>& columns,
                      const std::vector<sql::ConstraintDefinition>& constraints,
                      const ObjectName& place, SourceRange range) {
  TableDraft draft;
  for (const sql::ColumnDefinition& column : columns) {
    AddColumn(context, column, draft);
  }
  for (const sql::ConstraintDefinition& constraint : constraints) {
    // A foreign key to the table itself needs its keys first.
    if (constraint.kind == sql::ConstraintKind::kForeignKey) continue;
    draft.definition.constraints.push_back(ReadConstraint(context, constraint, draft, place));
  }
  for (const sql::ConstraintDefinition& constraint : constraints) {
    if (constraint.kind != sql::ConstraintKind::kForeignKey) continue;
    draft.definition.constraints.push_back(ReadConstraint(context, constraint, draft, place));
  }
  CheckExpressions(context, draft, range);
  AddImpliedNotNull(draft.definition);
  for (const TableConstraint& constraint : draft.definition.constraints) {
    if (constraint.kind != ConstraintKind::kNotNull &&
        constraint.kind != ConstraintKind::kPrimaryKey) {
      continue;
    }
    for (Field& field : draft.schema) {
      const auto& names = constraint.columns;
      if (std::find(names.begin(), names.end(), field.name) != names.end()) field.nullable = false;
    }
  }
  return draft;
}

std::vector<TableKey> KeysFor(const Schema& schema, const TableDefinition& definition) {
  std::vector<TableKey> keys;
  for (const TableConstraint& constraint : definition.constraints) {
    if (constraint.kind == ConstraintKind::kNotNull || constraint.kind == ConstraintKind::kCheck) {
      continue;
    }
    TableKey key;
    key.unique = constraint.kind != ConstraintKind::kForeignKey;
    key.primary = constraint.kind == ConstraintKind::kPrimaryKey;
    key.name = constraint.name;
    for (const std::string& column : constraint.columns) {
      key.columns.push_back(static_cast<uint32_t>(FindColumn(schema, column) - schema.data()));
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace lakebolt
