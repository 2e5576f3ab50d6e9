#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Runs CREATE VIEW; its query is bound once to find what is wrong with it.
std::unique_ptr<Result> RunCreateView(StatementContext& context,
                                      const sql::CreateViewStatement& statement);

}  // namespace lakebolt
