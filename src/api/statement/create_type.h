#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Runs CREATE TYPE: puts a name for a type into the catalog.
std::unique_ptr<Result> RunCreateType(StatementContext& context,
                                      const sql::CreateTypeStatement& statement);

}  // namespace lakebolt
