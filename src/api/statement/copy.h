#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Writes a query's rows to a file, or a file's rows to a table. A file appears when it is whole; a
/// table gets all rows or none. Answers with the number of rows.
std::unique_ptr<Result> RunCopy(StatementContext& context, const sql::CopyStatement& statement);

}  // namespace lakebolt
