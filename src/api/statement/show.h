#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/identifier.h"

namespace lakebolt {

/// Lists the tables and views of a schema or database; those of the current schema and of the
/// session where it is empty.
std::unique_ptr<Result> ShowTables(StatementContext& context,
                                   const sql::QualifiedName& schema = {});

/// Lists the session's variables.
std::unique_ptr<Result> ShowVariables(StatementContext& context);

/// Lists all tables and views with their columns.
std::unique_ptr<Result> ShowAllTables(StatementContext& context);

std::unique_ptr<Result> ShowDatabases(StatementContext& context);

}  // namespace lakebolt
