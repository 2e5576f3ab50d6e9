#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/definition_statement.h"

namespace lakebolt {

/// Runs USE: later names without a schema mean those of another schema or database.
std::unique_ptr<Result> RunUse(StatementContext& context, const sql::UseStatement& statement);

/// Makes SET search_path = 'a, b' and SET schema = 'a' take effect.
void SetSearchPath(StatementContext& context, const std::string& schemas, SourceRange range);

/// Runs ATTACH of a new database in memory.
std::unique_ptr<Result> RunAttach(StatementContext& context, const sql::AttachStatement& statement);

std::unique_ptr<Result> RunDetach(StatementContext& context, const sql::DetachStatement& statement);

/// Runs SET VARIABLE and RESET VARIABLE.
std::unique_ptr<Result> RunSetVariable(StatementContext& context,
                                       const sql::SetVariableStatement& statement);

/// Runs PRAGMA name and PRAGMA name(…).
std::unique_ptr<Result> RunPragma(StatementContext& context, const sql::PragmaStatement& statement);

}  // namespace lakebolt
