#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/definition_statement.h"

namespace lakebolt {

/// Runs ALTER TABLE, ALTER VIEW and ALTER SEQUENCE.
std::unique_ptr<Result> RunAlter(StatementContext& context, const sql::AlterStatement& statement);

/// Adds the key of a unique index to a table; throws kConstraint where its rows break it.
void AddUniqueIndex(StatementContext& context, const ObjectName& name, const TableEntry& table,
                    const IndexEntry& index);

/// Takes the key of a unique index from its table.
void DropUniqueIndex(StatementContext& context, const ObjectName& name, const TableEntry& table,
                     const IndexEntry& index);

}  // namespace lakebolt
