#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "base/made_once.h"
#include "exec/aggregate/call_states.h"
#include "exec/aggregate/hash_aggregate.h"
#include "exec/join/join_table.h"

namespace lakebolt {

/// Aggregates the rows of a join by groups of its build side: no group is looked up, since the
/// join's rows come with the numbers of their groups. Each worker keeps states for all groups;
/// GroupJoinScan merges them, a range of groups at a time.
///
/// Where these states do not fit memory, or the join itself has spilled and therefore knows no
/// groups, rows are grouped by hash instead, which can spill.
class GroupJoin final : public Sink {
 public:
  /// Aggregates `calls` over chunks whose last column is the group's number. `table` is the join's.
  GroupJoin(std::shared_ptr<const JoinTable> table, std::vector<AggregateSpec::Call> calls,
            const QueryContext& query);

  std::string Name() const override { return "GROUP JOIN"; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  uint32_t NextStage(TaskContext& context) override;
  void Finish(TaskContext& context) override;
  int64_t Spill(int64_t bytes) override;

  /// Returns what gives the groups where rows were grouped by hash, else null.
  Source* by_hash() const { return by_hash_.load() ? by_hash_scan_.get() : nullptr; }

  /// Marks in `seen` which of the groups `begin .. begin + count` have rows. Like Finalize
  /// thread-safe once the sink has finished.
  void FindSeen(uint32_t begin, uint32_t count, uint8_t* seen) const;
  /// Computes the results of groups `begin .. begin + count`, a column a call.
  std::vector<Vector> Finalize(uint32_t begin, uint32_t count) const;

  const JoinTable& table() const { return *table_; }

 private:
  struct Local;
  /// Holds what one worker has aggregated.
  struct Part {
    CallStates states;
    std::vector<uint8_t> seen;  // by group
  };

  CallStates MakeStates(uint32_t groups) const;
  int64_t BytesPerGroup() const;
  /// Chooses how rows are grouped, once the first of them come.
  void Choose();
  void GroupByHash();
  /// Puts the columns that rows are grouped by in the place of the groups' numbers.
  Chunk WithGroupColumns(const Chunk& input) const;

  std::shared_ptr<const JoinTable> table_;
  const std::vector<AggregateSpec::Call> calls_;
  const QueryContext& query_;
  MadeOnce chosen_;
  std::shared_ptr<HashAggregate> by_hash_sink_;
  std::unique_ptr<AggregateScan> by_hash_scan_;
  std::atomic<HashAggregate*> by_hash_{nullptr};  // by_hash_sink_ once it is there
  std::mutex mutex_;
  std::vector<Part> parts_;
  Reservation memory_;  // for the states of all workers
};

/// Gives the groups of a GroupJoin that have rows: keys, then results.
class GroupJoinScan final : public Source {
 public:
  explicit GroupJoinScan(std::shared_ptr<const GroupJoin> input) : input_(std::move(input)) {}

  std::string Name() const override { return "GROUPS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override;

 private:
  struct Local;
  std::shared_ptr<const GroupJoin> input_;
  std::atomic<uint64_t> next_range_{0};
};

}  // namespace lakebolt
