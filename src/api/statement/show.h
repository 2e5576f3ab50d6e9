#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"

namespace lakebolt {

/// Lists the tables and views of the current schema and of the session.
std::unique_ptr<Result> ShowTables(StatementContext& context);

/// Lists all tables and views with their columns.
std::unique_ptr<Result> ShowAllTables(StatementContext& context);

std::unique_ptr<Result> ShowDatabases(StatementContext& context);

}  // namespace lakebolt
