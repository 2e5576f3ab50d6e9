#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/aggregate/grouped_states.h"
#include "exec/aggregate/spilled_groups.h"
#include "exec/operator.h"

namespace lakebolt {

/// Groups rows and aggregates them.
///
/// Each worker fills a table of its own. Where that hardly reduces its input it stops growing, and
/// rows of other groups go into partitions by hash as they are (GrowthPolicy). Where the key comes
/// as codes of a dictionary after another, each gets a table, in which rows find their group by
/// code: a file's dictionaries are much smaller than the rows behind them. At the end, tables
/// are cut into the same partitions, and AggregateScan aggregates these in parallel without locks,
/// one at a time a worker: raw rows are given back as they go into the partition's table. (The
/// shape on which Polars, ClickHouse and DuckDB converged; see also Leis et al., "Morsel-Driven
/// Parallelism", SIGMOD 2014, section 4.4.)
///
/// A worker that gets no more memory writes its groups to disk, by partition, and starts anew; once
/// one did so, all go to disk in the end, and a partition's are merged when it is its turn. One
/// partition of all workers has to fit.
class HashAggregate final : public Sink {
 public:
  HashAggregate(AggregateSpec spec, const QueryContext& query);

  std::string Name() const override { return spec_.keys.empty() ? "AGGREGATE" : "HASH GROUP BY"; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  uint32_t NextStage(TaskContext& context) override;
  int64_t Spill(int64_t bytes) override;

  const AggregateSpec& spec() const { return spec_; }
  /// Makes an empty table, to be filled elsewhere.
  std::unique_ptr<GroupedStates> MakeGroups() const {
    return std::make_unique<GroupedStates>(spec_, layout_, KeyRange{});
  }
  std::unique_ptr<GroupedStates> MakeWholeGroups() const {
    return std::make_unique<GroupedStates>(spec_, layout_, partitioning_.WholeRange());
  }
  /// Takes groups that were aggregated elsewhere. Thread-safe.
  void AddGroups(std::unique_ptr<GroupedStates> groups);

  /// Returns into how many parts the groups are cut; every group is in exactly one.
  uint32_t parts() const { return parts_; }
  /// Aggregates one part, whose memory `bytes` is charged for. Each is taken once.
  std::unique_ptr<GroupedStates> TakePart(TaskContext& context, uint32_t part, Reservation& bytes);
  Reservation MakeReservation() const { return {query_.memory, "group by"}; }
  /// Returns what chooses groups under a LIMIT; null where all are computed.
  FirstGroups* first_groups() { return first_groups_.get(); }

 private:
  struct Worker;
  struct Local;

  std::unique_ptr<GroupedStates> TakeWhole(TaskContext& context, Reservation& bytes);
  void GiveBack(RawRows& rows, uint32_t partition);
  void Uncharge(size_t bytes);
  bool CanSpill() const { return !spec_.keys.empty() && first_groups_ == nullptr; }
  void Update(Local& local, const GroupInput& input, RowSet rows) const;
  void Reconsider(Local& local, const GroupInput& input) const;
  bool UpdateByDictionary(Local& local, const GroupInput& input, RowSet rows) const;
  /// Charges a worker for what it holds, which goes to disk where there is no memory.
  void Charge(Worker& worker);
  /// Writes what a worker holds to disk; returns the bytes given back. Its mutex is held.
  int64_t Write(Worker& worker) const;
  size_t ChargeOf(const GroupedStates& table) const;
  bool LeavesNoRoom() const;
  uint32_t StartSpilling();
  std::unique_ptr<SpilledGroups> MakeSpilled() const;
  void AddSpilled(std::unique_ptr<SpilledGroups> groups);

  AggregateSpec spec_;
  std::shared_ptr<const KeyLayout> layout_;
  Partitioning partitioning_;
  std::shared_ptr<const RawRowFormat> raw_format_;  // null where rows cannot be kept raw
  /// States only collect values: better where all rows of a group are together from the start.
  bool keeps_values_ = false;
  const QueryContext& query_;
  std::unique_ptr<FirstGroups> first_groups_;  // or null

  std::mutex mutex_;
  std::vector<std::shared_ptr<Worker>> workers_;        // those that still take rows
  std::vector<std::unique_ptr<GroupedStates>> tables_;  // the workers'
  std::vector<std::unique_ptr<RawRows>> raw_rows_;
  Reservation held_bytes_;  // of all that waits for parts to be taken
  std::vector<std::unique_ptr<SpilledGroups>> spilled_;
  bool spills_rest_ = false;
  std::vector<ExportedGroups> exported_;
  uint32_t parts_ = 1;
  std::atomic<uint32_t> taken_parts_{0};
  std::atomic<uint64_t> groups_{0};
  uint64_t passed_on_ = 0;
};

/// Gives the groups of a HashAggregate whose input is through: keys, then results.
class AggregateScan final : public Source {
 public:
  explicit AggregateScan(std::shared_ptr<HashAggregate> input) : input_(std::move(input)) {}

  std::string Name() const override { return "GROUPS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override { return input_->parts(); }

 private:
  std::shared_ptr<HashAggregate> input_;
  std::atomic<uint32_t> next_part_{0};
};

}  // namespace lakebolt
