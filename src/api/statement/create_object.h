#pragma once

#include <memory>

#include "api/result.h"
#include "api/statement/statement_context.h"
#include "sql/ast/definition_statement.h"

namespace lakebolt {

/// Runs CREATE SCHEMA.
std::unique_ptr<Result> RunCreateSchema(StatementContext& context,
                                        const sql::CreateSchemaStatement& statement);

/// Runs CREATE SEQUENCE.
std::unique_ptr<Result> RunCreateSequence(StatementContext& context,
                                          const sql::CreateSequenceStatement& statement);

/// Runs CREATE MACRO (or FUNCTION), of a value or of a table.
std::unique_ptr<Result> RunCreateMacro(StatementContext& context,
                                       const sql::CreateMacroStatement& statement);

/// Runs CREATE INDEX: a unique one adds a key to its table, others are only remembered.
std::unique_ptr<Result> RunCreateIndex(StatementContext& context,
                                       const sql::CreateIndexStatement& statement);

/// Runs COMMENT ON.
std::unique_ptr<Result> RunComment(StatementContext& context,
                                   const sql::CommentStatement& statement);

}  // namespace lakebolt
