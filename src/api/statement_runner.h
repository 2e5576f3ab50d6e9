#pragma once

#include <memory>
#include <string>

#include "api/result.h"
#include "api/session.h"
#include "api/statement/statement_context.h"
#include "base/cancellation.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Runs one parsed statement for a session. Rows of queries stream; whatever changes the catalog or
/// the settings is done when Run returns.
class StatementRunner {
 public:
  StatementRunner(SessionState& session, Transaction& transaction, const Parameters& parameters,
                  std::shared_ptr<CancellationToken> cancellation);

  std::unique_ptr<Result> Run(const sql::Statement& statement);

 private:
  /// Runs the statements in the statement's WITH that change data, in their order; what follows
  /// sees what they did, and the rows that they returned.
  void RunWrittenCtes(const sql::Statement& statement);
  std::unique_ptr<Result> RunDefinition(const sql::Statement& statement);
  std::unique_ptr<Result> RunExplain(const sql::ExplainStatement& statement);
  std::unique_ptr<Result> RunDescribe(const sql::DescribeStatement& statement);
  std::unique_ptr<Result> RunShow(const sql::ShowStatement& statement);

  StatementContext context_;
};

}  // namespace lakebolt
