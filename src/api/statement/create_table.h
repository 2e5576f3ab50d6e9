#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Runs CREATE TABLE with a list of columns.
std::unique_ptr<Result> RunCreateTable(StatementContext& context,
                                       const sql::CreateTableStatement& statement);

/// Runs CREATE TABLE … AS; the rows are there when it returns.
std::unique_ptr<Result> RunCreateTableAs(StatementContext& context,
                                         const sql::CreateTableAsStatement& statement);

}  // namespace lakebolt
