#include "api/statement/prepared.h"

#include "base/transaction_error.h"

namespace lakebolt {

void RunPrepare(SessionState& session, const sql::PrepareStatement& statement) {
  session.prepared[FoldName(statement.name.text)] = statement.statement;
}

void RunDeallocate(SessionState& session, const sql::DeallocateStatement& statement) {
  if (statement.name.text.empty()) {
    session.prepared.clear();
    return;
  }
  session.prepared.erase(FoldName(statement.name.text));
}

std::shared_ptr<const sql::Statement> FindPrepared(const SessionState& session,
                                                   const sql::ExecuteStatement& statement) {
  const auto found = session.prepared.find(FoldName(statement.name.text));
  if (found == session.prepared.end()) {
    throw UserError(kUnknownObjectError,
                    "there is no prepared statement \"" + statement.name.text + "\"",
                    statement.name.range);
  }
  size_t positional = 0;
  for (const sql::FunctionArgument& argument : statement.arguments) {
    positional += argument.name ? 0 : 1;
  }
  const bool named = positional < statement.arguments.size();
  if (!named && positional < found->second->parameter_count) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the prepared statement \"" + statement.name.text + "\" needs " +
                        std::to_string(found->second->parameter_count) + " values, " +
                        std::to_string(positional) + " are given",
                    statement.range);
  }
  if (!named && positional > found->second->parameter_count) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the prepared statement \"" + statement.name.text + "\" takes " +
                        std::to_string(found->second->parameter_count) + " values, " +
                        std::to_string(positional) + " are given",
                    statement.range);
  }
  return found->second;
}

}  // namespace lakebolt
