#include "api/statement/alter_draft.h"

#include <algorithm>

#include "api/statement/constraint_checker.h"
#include "api/statement/field_edit.h"
#include "base/transaction_error.h"
#include "expression/evaluator.h"
#include "plan/binder/coercion.h"
#include "plan/binder/literal.h"
#include "plan/binder/write_binder.h"
#include "source/memory_table.h"
#include "sql/formatter.h"
#include "sql/rename_column.h"

namespace lakebolt {

namespace {

/// Tells whether an expression kept as SQL names a column.
bool Mentions(const std::string& sql, const std::string& column) {
  const std::string text = FoldName(sql);
  const std::string name = FoldName(column);
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const size_t end = at + name.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) {
      return true;
    }
  }
  return false;
}

void RenameIn(std::vector<std::string>& names, const std::string& from, const std::string& to) {
  for (std::string& name : names) {
    if (FoldName(name) == FoldName(from)) name = to;
  }
}

/// Computes an expression for the live rows of a chunk; dead ones get the value of a live one.
Vector EvaluateLive(ExprEvaluator& evaluator, const Chunk& chunk) {
  Chunk live = chunk;
  live.Compact();
  Vector values = evaluator.Evaluate(live.columns(), RowSet::Dense(live.size()));
  if (!chunk.selection()) return values;
  std::vector<uint32_t> sources(chunk.size(), 0);
  for (uint32_t i = 0; i < live.size(); ++i) sources[chunk.rows()[i]] = i;
  return values.Gather(sources.data(), chunk.size());
}

}  // namespace

AlterDraft::AlterDraft(StatementContext& context, const ObjectName& name, const TableEntry& table)
    : context_(context), place_(name), table_(table), table_name_(table.name) {
  draft_.schema = table.source->schema();
  draft_.definition = *table.definition;
  draft_.definition.columns.resize(draft_.schema.size());
  for (uint32_t i = 0; i < draft_.schema.size(); ++i) origins_.push_back({i, nullptr});
  const std::vector<TableKey> own = KeysFor(draft_.schema, draft_.definition);
  for (const TableKey& key : table.source->keys()) {
    if (std::find(own.begin(), own.end(), key) == own.end()) index_keys_.push_back(key);
  }
}

uint32_t AlterDraft::PositionOf(const sql::Identifier& column) const {
  std::vector<std::string> names;
  for (uint32_t i = 0; i < draft_.schema.size(); ++i) {
    if (FoldName(draft_.schema[i].name) == FoldName(column.text)) return i;
    names.push_back(draft_.schema[i].name);
  }
  throw UserError(ErrorCode::kUnknownColumn,
                  "table \"" + table_.name + "\" has no column \"" + column.text + "\"",
                  column.range, DidYouMean(column.text, names));
}

bool AlterDraft::Has(const sql::Identifier& column) const {
  return std::any_of(draft_.schema.begin(), draft_.schema.end(), [&](const Field& field) {
    return FoldName(field.name) == FoldName(column.text);
  });
}

void AlterDraft::CheckUnused(uint32_t column, const char* what) const {
  const std::string& name = draft_.schema[column].name;
  const auto fail = [&](const std::string& user) {
    throw UserError(ErrorCode::kInvalidQuery, std::string("cannot ") + what + " column \"" + name +
                                                  "\": " + user + " depends on it");
  };
  for (const TableConstraint& constraint : draft_.definition.constraints) {
    const auto& names = constraint.columns;
    const bool named = std::find(names.begin(), names.end(), name) != names.end();
    if (constraint.kind == ConstraintKind::kNotNull) continue;
    if (constraint.kind == ConstraintKind::kCheck && Mentions(constraint.check_sql, name)) {
      fail("a CHECK constraint");
    }
    if (named) fail("a PRIMARY KEY, UNIQUE or FOREIGN KEY constraint");
  }
  for (uint32_t i = 0; i < draft_.schema.size(); ++i) {
    if (i != column && Mentions(draft_.definition.columns[i].generated_sql, name)) {
      fail("the generated column \"" + draft_.schema[i].name + "\"");
    }
  }
  const SchemaPtr schema =
      context_.transaction().state().FindSchema(place_.database, place_.schema);
  for (const auto& [folded, entry] : schema->Of(NameKind::kIndex)) {
    const auto& index = As<IndexEntry>(*entry);
    if (FoldName(index.table) != place_.name) continue;
    for (const std::string& expression : index.expressions) {
      if (Mentions(expression, name)) fail("the index \"" + index.name + "\"");
    }
  }
}

void AlterDraft::AddColumn(const sql::ColumnDefinition& column) {
  if (column.generated) {
    throw UserError(ErrorCode::kNotSupported, "generated columns cannot be added to a table",
                    column.name.range);
  }
  ::lakebolt::AddColumn(context_, column, draft_);
  TableEntry shown;
  shown.name = table_name_;
  shown.source = std::make_shared<MemoryTable>(table_name_, draft_.schema);
  shown.definition = std::make_shared<TableDefinition>(draft_.definition);
  const auto position = static_cast<uint32_t>(draft_.schema.size() - 1);
  ExprPtr value = WriteBinder(context_.MakeBinderContext(), shown).DefaultOf(position);
  origins_.push_back({0, std::move(value)});
}

void AlterDraft::DropColumn(const sql::Identifier& column) {
  const uint32_t position = PositionOf(column);
  if (draft_.schema.size() == 1) {
    throw UserError(ErrorCode::kInvalidQuery, "a table needs at least one column", column.range);
  }
  const std::string name = draft_.schema[position].name;
  const auto mentions_others = [&](const std::string& sql) {
    return std::any_of(draft_.schema.begin(), draft_.schema.end(), [&](const Field& field) {
      return field.name != name && Mentions(sql, field.name);
    });
  };
  // Constraints on this column alone go with it.
  std::erase_if(draft_.definition.constraints, [&](const TableConstraint& constraint) {
    if (constraint.kind == ConstraintKind::kNotNull) return constraint.columns[0] == name;
    return constraint.kind == ConstraintKind::kCheck && Mentions(constraint.check_sql, name) &&
           !mentions_others(constraint.check_sql);
  });
  CheckUnused(position, "drop");
  draft_.schema.erase(draft_.schema.begin() + position);
  draft_.definition.columns.erase(draft_.definition.columns.begin() + position);
  origins_.erase(origins_.begin() + position);
}

void AlterDraft::RenameColumn(const sql::Identifier& column, const sql::Identifier& new_name) {
  const uint32_t position = PositionOf(column);
  if (Has(new_name) && FoldName(new_name.text) != FoldName(column.text)) {
    throw UserError(ErrorCode::kDuplicateName,
                    "table \"" + table_.name + "\" has a column \"" + new_name.text + "\"",
                    new_name.range);
  }
  const std::string before = draft_.schema[position].name;
  for (TableConstraint& constraint : draft_.definition.constraints) {
    RenameIn(constraint.columns, before, new_name.text);
    if (constraint.parent == place_) RenameIn(constraint.parent_columns, before, new_name.text);
    if (constraint.kind == ConstraintKind::kCheck && Mentions(constraint.check_sql, before)) {
      constraint.check_sql = sql::RenameColumns(constraint.check_sql, before, new_name.text);
    }
  }
  for (ColumnInfo& info : draft_.definition.columns) {
    if (!Mentions(info.generated_sql, before)) continue;
    info.generated_sql = sql::RenameColumns(info.generated_sql, before, new_name.text);
  }
  draft_.schema[position].name = new_name.text;
}

void AlterDraft::EditField(const sql::AlterStatement& statement) {
  using Action = sql::AlterAction;
  const uint32_t position = PositionOf(statement.column);
  Field& field = draft_.schema[position];
  const FieldEdit::Kind kind = statement.action == Action::kAddColumn    ? FieldEdit::Kind::kAdd
                               : statement.action == Action::kDropColumn ? FieldEdit::Kind::kDrop
                                                                         : FieldEdit::Kind::kRename;
  FieldEdit edit(kind, statement.field);
  if (statement.action_if_exists && edit.IsIn(field.type) == (kind == FieldEdit::Kind::kAdd))
    return;
  if (kind == FieldEdit::Kind::kAdd) edit.SetAdded(AddedValue(statement.definition));
  if (kind == FieldEdit::Kind::kRename) edit.SetNewName(statement.new_name);
  CheckUnused(position, "change the type of");
  const LogicalType before = field.type;
  const LogicalType after = edit.Apply(before);
  ColumnInfo& info = draft_.definition.columns[position];
  if (!info.default_sql.empty()) {
    const Value old = EvaluateConstant(
        WriteBinder(context_.MakeBinderContext(), table_).DefaultOf(origins_[position].old_column));
    const Value value = edit.Apply(old);
    std::string text = value.ToString();
    for (size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) {
      text.insert(at, 1, '\'');
    }
    info.default_sql = value.IsNull() ? "NULL" : "CAST('" + text + "' AS " + after.ToString() + ")";
  }
  field.type = after;
  auto function = std::make_shared<BoundScalar>();
  function->name = "edit_field";
  function->arguments = {before};
  function->result = after;
  function->traits.nulls = NullHandling::kSpecial;
  function->kernel = [edit, after](std::span<const Vector> given, RowSet rows) {
    Vector out(after, rows.size);
    rows.ForEach([&](uint32_t row) { out.SetValue(row, edit.Apply(given[0].GetValue(row))); });
    return out;
  };
  ExprPtr source = std::make_shared<InputExpr>(origins_[position].old_column, before, field.name);
  origins_[position].value = std::make_shared<CallExpr>(
      std::move(function), std::vector<ExprPtr>{std::move(source)}, SourceRange{});
}

Value AlterDraft::AddedValue(const sql::ColumnDefinition& definition) {
  if (!definition.type) {
    throw UserError(ErrorCode::kInvalidQuery, "a field needs a type", definition.name.range);
  }
  const LogicalType type = ResolveType(*definition.type, context_.names(), definition.type->range);
  if (definition.default_value == nullptr) return Value(type);
  const Binder binder(context_.MakeBinderContext());
  return EvaluateConstant(
      AssignTo(binder.BindExpression(*definition.default_value, {}), type, definition.name.text));
}

void AlterDraft::SetDefault(const sql::Identifier& column, const sql::Expression* value) {
  const uint32_t position = PositionOf(column);
  ColumnInfo& info = draft_.definition.columns[position];
  if (!info.generated_sql.empty()) {
    throw UserError(ErrorCode::kInvalidQuery, "a generated column cannot have a default",
                    column.range);
  }
  info.default_sql = value == nullptr ? "" : sql::ToSql(*value);
  CheckExpressions(context_, draft_, column.range);
}

void AlterDraft::SetNotNull(const sql::Identifier& column, bool not_null) {
  const uint32_t position = PositionOf(column);
  Field& field = draft_.schema[position];
  const auto is_this = [&](const TableConstraint& constraint) {
    return constraint.kind == ConstraintKind::kNotNull && constraint.columns[0] == field.name;
  };
  auto& constraints = draft_.definition.constraints;
  const bool in_primary_key =
      std::any_of(constraints.begin(), constraints.end(), [&](const TableConstraint& constraint) {
        return constraint.kind == ConstraintKind::kPrimaryKey &&
               std::count(constraint.columns.begin(), constraint.columns.end(), field.name) > 0;
      });
  if (!not_null && in_primary_key) {
    throw UserError(ErrorCode::kInvalidQuery,
                    "column \"" + field.name + "\" is in a primary key: it cannot be NULL",
                    column.range);
  }
  if (!not_null) {
    std::erase_if(constraints, is_this);
  } else if (std::none_of(constraints.begin(), constraints.end(), is_this)) {
    TableConstraint constraint;
    constraint.columns = {field.name};
    constraints.push_back(std::move(constraint));
  }
  field.nullable = !not_null;
}

void AlterDraft::SetType(const sql::Identifier& column, const std::optional<sql::TypeName>& type,
                         const sql::Expression* value) {
  const uint32_t position = PositionOf(column);
  CheckUnused(position, "change the type of");
  Field& field = draft_.schema[position];
  ExprPtr source;
  if (value != nullptr) {
    const WriteBinder binder(context_.MakeBinderContext(), table_);
    source = binder.BindOverRow(sql::ToSql(*value), table_.name);
  } else {
    source = std::make_shared<InputExpr>(origins_[position].old_column, field.type, field.name);
  }
  field.type = type ? ResolveType(*type, context_.names(), type->range) : source->type();
  origins_[position].value = AssignTo(std::move(source), field.type, field.name);
}

void AlterDraft::Add(const sql::ConstraintDefinition& constraint) {
  draft_.definition.constraints.push_back(ReadConstraint(context_, constraint, draft_, place_));
  CheckExpressions(context_, draft_, constraint.range);
  if (constraint.kind != sql::ConstraintKind::kPrimaryKey &&
      constraint.kind != sql::ConstraintKind::kNotNull) {
    return;
  }
  for (const std::string& name : draft_.definition.constraints.back().columns) {
    for (Field& field : draft_.schema) {
      if (field.name == name) field.nullable = false;
    }
  }
}

void AlterDraft::DropConstraint(const sql::Identifier& name, bool if_exists) {
  const size_t dropped =
      std::erase_if(draft_.definition.constraints, [&](const TableConstraint& constraint) {
        return FoldName(constraint.name) == FoldName(name.text);
      });
  if (dropped > 0 || if_exists) return;
  throw UserError(kUnknownObjectError,
                  "table \"" + table_.name + "\" has no constraint \"" + name.text + "\"",
                  name.range);
}

void AlterDraft::AddKey(const std::vector<std::string>& columns, const std::string& index) {
  TableKey key;
  key.name = index;
  for (const std::string& column : columns) key.columns.push_back(PositionOf({column, true, {}}));
  index_keys_.push_back(std::move(key));
}

void AlterDraft::DropKey(const std::string& index) {
  std::erase_if(index_keys_, [&](const TableKey& key) { return key.name == index; });
}

std::vector<TableKey> AlterDraft::Keys() const {
  std::vector<TableKey> keys = KeysFor(draft_.schema, draft_.definition);
  for (TableKey key : index_keys_) {
    for (uint32_t& column : key.columns) {
      const auto at = std::find_if(origins_.begin(), origins_.end(), [&](const Origin& origin) {
        return origin.old_column == column && origin.value == nullptr;
      });
      column = static_cast<uint32_t>(at - origins_.begin());
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

std::shared_ptr<TableEntry> AlterDraft::Finish() {
  auto entry = std::make_shared<TableEntry>(table_);
  entry->name = table_name_;
  const auto* rows = dynamic_cast<const MemoryTable*>(table_.source.get());
  if (rows == nullptr) {
    throw UserError(ErrorCode::kNotSupported,
                    "\"" + table_.name + "\" is no table that can be altered");
  }
  std::vector<std::optional<ExprEvaluator>> evaluators(origins_.size());
  for (size_t i = 0; i < origins_.size(); ++i) {
    if (origins_[i].value != nullptr) evaluators[i].emplace(origins_[i].value);
  }
  entry->source = rows->Transformed(
      table_name_, draft_.schema, Keys(), [&](const Chunk& chunk) -> std::vector<Vector> {
        std::vector<Vector> columns;
        for (size_t i = 0; i < origins_.size(); ++i) {
          columns.push_back(evaluators[i] ? EvaluateLive(*evaluators[i], chunk)
                                          : chunk.column(origins_[i].old_column));
        }
        return columns;
      });
  entry->definition = std::make_shared<TableDefinition>(draft_.definition);
  CheckTableRows(context_, place_, *entry);
  return entry;
}

void RedirectForeignKeys(StatementContext& context, const ObjectName& from, const ObjectName& to) {
  const SchemaPtr schema = context.transaction().state().FindSchema(from.database, from.schema);
  for (const auto& [folded, known] : schema->Of(NameKind::kRelation)) {
    if (known->kind != EntryKind::kTable) continue;
    const auto& table = As<TableEntry>(*known);
    TableDefinition definition = *table.definition;
    bool changed = false;
    for (TableConstraint& constraint : definition.constraints) {
      if (constraint.kind != ConstraintKind::kForeignKey || constraint.parent != from) continue;
      constraint.parent = to;
      changed = true;
    }
    if (!changed) continue;
    auto copy = std::make_shared<TableEntry>(table);
    copy->definition = std::make_shared<TableDefinition>(std::move(definition));
    context.transaction().Set(NameKind::kRelation, {from.database, from.schema, folded}, copy);
  }
}

}  // namespace lakebolt
