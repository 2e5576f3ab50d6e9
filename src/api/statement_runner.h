#pragma once

#include <memory>
#include <string>

#include "api/database.h"
#include "api/query_run.h"
#include "api/result.h"
#include "api/session.h"
#include "base/cancellation.h"
#include "sql/ast/statement.h"

namespace lakebolt {

/// Runs one parsed statement for a session. Rows of queries stream; whatever changes the catalog or
/// the settings is done when Run returns.
class StatementRunner {
 public:
  StatementRunner(std::shared_ptr<Database> database, Settings& settings,
                  const ReplacementScan& replacement_scan, const Parameters& parameters,
                  std::shared_ptr<CancellationToken> cancellation);

  std::unique_ptr<Result> Run(const sql::Statement& statement);

 private:
  std::unique_ptr<Result> RunCreateTable(const sql::CreateTableStatement& statement);
  std::unique_ptr<Result> RunCreateTableAs(const sql::CreateTableAsStatement& statement);
  std::unique_ptr<Result> RunCreateView(const sql::CreateViewStatement& statement);
  std::unique_ptr<Result> RunInsert(const sql::InsertStatement& statement);
  std::unique_ptr<Result> RunDrop(const sql::DropStatement& statement);
  std::unique_ptr<Result> RunExplain(const sql::ExplainStatement& statement);
  std::unique_ptr<Result> RunDescribe(const sql::DescribeStatement& statement);
  std::unique_ptr<Result> RunSet(const sql::SetStatement& statement);
  std::unique_ptr<Result> RunReset(const sql::ResetStatement& statement);
  std::unique_ptr<Result> RunShow(const sql::ShowStatement& statement);

  /// Binds a query with fresh column numbers.
  BoundQuery Bind(const sql::Query& query);
  std::unique_ptr<QueryRun> Execute(BoundQuery query);
  Binder MakeBinder();
  /// Runs a query to its end; returns its chunks.
  std::vector<Chunk> Collect(Result& result, uint64_t* rows);
  /// Runs a query to its end; returns its rows.
  static std::vector<std::vector<Value>> Rows(Result& result);

  std::shared_ptr<Database> database_;
  Settings& settings_;
  const ReplacementScan& replacement_scan_;
  const Parameters& parameters_;
  std::shared_ptr<CancellationToken> cancellation_;
  ColumnIds column_ids_;
  uint32_t next_cte_id_ = 0;
};

}  // namespace lakebolt
