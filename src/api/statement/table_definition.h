#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/statement/statement_context.h"
#include "catalog/entry.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Holds what a CREATE TABLE says, checked.
struct TableDraft {
  Schema schema;
  TableDefinition definition;
};

/// Reads and checks the columns and constraints of a table to be called `name` at `place`.
TableDraft DraftTable(StatementContext& context, const std::vector<sql::ColumnDefinition>& columns,
                      const std::vector<sql::ConstraintDefinition>& constraints,
                      const ObjectName& place, SourceRange range);

/// Returns the keys that a table in memory keeps for its constraints.
std::vector<TableKey> KeysFor(const Schema& schema, const TableDefinition& definition);

/// Reads one constraint over `draft`'s columns; throws where it makes no sense.
TableConstraint ReadConstraint(StatementContext& context,
                               const sql::ConstraintDefinition& constraint, const TableDraft& draft,
                               const ObjectName& place);

/// Adds a column without its constraints: name, type, default, generated.
void AddColumn(StatementContext& context, const sql::ColumnDefinition& column, TableDraft& draft);

/// Checks that the expressions of the draft can be bound.
void CheckExpressions(StatementContext& context, TableDraft& draft, SourceRange range);

}  // namespace lakebolt
