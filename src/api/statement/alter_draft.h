#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/statement/table_definition.h"
#include "sql/ast/definition_statement.h"

namespace lakebolt {

/// Changes a table's definition and makes the table that follows from it. Columns that stay share
/// their rows with the old table; row ids stay.
class AlterDraft {
 public:
  AlterDraft(StatementContext& context, const ObjectName& name, const TableEntry& table);

  const TableDefinition& definition() const { return draft_.definition; }
  bool Has(const sql::Identifier& column) const;

  void SetTableName(std::string name) { table_name_ = std::move(name); }
  void AddColumn(const sql::ColumnDefinition& column);
  void DropColumn(const sql::Identifier& column);
  void RenameColumn(const sql::Identifier& column, const sql::Identifier& new_name);
  /// Changes a field of a struct in a column.
  void EditField(const sql::AlterStatement& statement);
  /// A null `value` drops the default.
  void SetDefault(const sql::Identifier& column, const sql::Expression* value);
  void SetNotNull(const sql::Identifier& column, bool not_null);
  /// `value` is the expression of USING, or null for a cast.
  void SetType(const sql::Identifier& column, const std::optional<sql::TypeName>& type,
               const sql::Expression* value);
  void Add(const sql::ConstraintDefinition& constraint);
  void DropConstraint(const sql::Identifier& name, bool if_exists);
  void AddKey(const std::vector<std::string>& columns, const std::string& index);
  void DropKey(const std::string& index);

  /// Makes the table; throws kConstraint where its rows break a constraint.
  std::shared_ptr<TableEntry> Finish();

 private:
  uint32_t PositionOf(const sql::Identifier& column) const;
  /// Returns the value that a field to be added has in rows that exist.
  Value AddedValue(const sql::ColumnDefinition& definition);
  void CheckUnused(uint32_t column, const char* what) const;
  std::vector<TableKey> Keys() const;

  StatementContext& context_;
  const ObjectName& place_;
  const TableEntry& table_;
  std::string table_name_;
  TableDraft draft_;
  /// Says where each column's values come from: an expression over the old row; null: as it was.
  struct Origin {
    uint32_t old_column = 0;
    ExprPtr value;
  };
  std::vector<Origin> origins_;
  std::vector<TableKey> index_keys_;  // of unique indexes; columns by old position
};

/// Makes all foreign keys that refer to a table refer to it under its new name.
void RedirectForeignKeys(StatementContext& context, const ObjectName& from, const ObjectName& to);

}  // namespace lakebolt
