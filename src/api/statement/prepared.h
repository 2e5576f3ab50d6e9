#pragma once

#include <memory>

#include "api/session.h"
#include "api/session_state.h"
#include "sql/ast/definition_statement.h"

namespace lakebolt {

/// Remembers a statement under a name.
void RunPrepare(SessionState& session, const sql::PrepareStatement& statement);

/// Forgets a prepared statement, or all.
void RunDeallocate(SessionState& session, const sql::DeallocateStatement& statement);

/// Finds the statement that EXECUTE names; throws where there is none or it wants other values.
std::shared_ptr<const sql::Statement> FindPrepared(const SessionState& session,
                                                   const sql::ExecuteStatement& statement);

}  // namespace lakebolt
