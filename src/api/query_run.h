#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "api/database.h"
#include "api/result.h"
#include "base/cancellation_listener.h"
#include "exec/query_context.h"
#include "exec/result_sink.h"
#include "optimizer/optimizer.h"
#include "plan/binder/binder.h"
#include "schedule/query_execution.h"

namespace lakebolt {

/// Optimizes a bound query and runs it; the reader pulls chunks while workers make them. Everything
/// that a running query needs is owned here, so it may outlive the session.
class QueryRun final : public Result {
 public:
  /// Plans `query`, to run with memory of `session_memory`. `cancellation` is shared with the
  /// session, whose Interrupt sets it.
  QueryRun(std::shared_ptr<Database> database, std::shared_ptr<MemoryPool> session_memory,
           const Settings& settings, BoundQuery query, ColumnIds ids, uint32_t next_cte_id,
           std::shared_ptr<CancellationToken> cancellation);
  ~QueryRun() override;

  const Schema& schema() const override { return schema_; }
  std::optional<Chunk> Next() override;
  bool NextArrow(ArrowArray* out, ArrowTexts texts) override;
  bool WaitFor(int milliseconds) override;
  QueryProgress Progress() const override;
  void Cancel() override { CancelAndWake(*cancellation_); }
  void CheckCancelled() override;
  MemoryPool* account() override { return &memory_; }

  /// Returns the plan that runs, for EXPLAIN.
  const PlanPtr& plan() const { return plan_; }
  const std::vector<PassTiming>& pass_timings() const { return pass_timings_; }
  /// Returns the operators, for EXPLAIN ANALYZE.
  const PhysicalPlan& operators() const { return execution_->plan(); }
  const MemoryPool& memory() const { return memory_; }
  MemoryPool& memory() { return memory_; }

  /// Ends the run of a query whose reader was cancelled, and throws the error of the run itself, if
  /// there is one: a query that fails cancels all that works for it.
  void RethrowOwnError();

  /// Starts the workers; Next does so by itself.
  void Start();

 private:
  /// Starts the workers and waits until the sink has something, or until the query's time is up.
  void AwaitPiece();
  /// Tells whether a parent process started the workers, which this one then has not.
  bool IsInherited() const { return started_by_ != 0 && started_by_ != getpid(); }
  /// Throws the error that ended the run, if one did.
  void Rethrow();

  std::shared_ptr<Database> database_;
  std::shared_ptr<MemoryPool> session_memory_;
  std::shared_ptr<CancellationToken> cancellation_;
  Schema schema_;
  PlanPtr plan_;
  std::vector<PassTiming> pass_timings_;
  MemoryPool memory_;
  QueryContext context_;
  std::shared_ptr<ResultSink> sink_;
  std::unique_ptr<QueryExecution> execution_;
  std::optional<ArrowBatch> next_array_;  // made by a worker, behind what was given last
  uint64_t arrow_rows_ = 0;               // to put together at least; grows
  size_t waiting_bytes_ = 0;              // that wait to be read at most, of each kind
  const bool has_deadline_;
  pid_t started_by_ = 0;  // the process
};

}  // namespace lakebolt
