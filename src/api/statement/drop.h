#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Runs DROP of any kind of object.
std::unique_ptr<Result> RunDrop(StatementContext& context, const sql::DropStatement& statement);

}  // namespace lakebolt
