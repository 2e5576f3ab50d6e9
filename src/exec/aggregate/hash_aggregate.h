#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/aggregate/group_plan.h"
#include "exec/aggregate/group_worker.h"
#include "exec/aggregate/partition_passes.h"
#include "exec/operator.h"

namespace lakebolt {

/// Groups rows and aggregates them.
///
/// Each worker fills a table of its own. Where that hardly reduces its input it stops growing, and
/// rows of other groups go into partitions by hash as they are (GrowthPolicy). Where the key comes
/// as codes of a dictionary after another, each gets a table, in which rows find their group by
/// code: a file's dictionaries are much smaller than the rows behind them. At the end, tables
/// are cut into the same partitions (those whose keys are numbers are read in parts as they are),
/// and AggregateScan aggregates these in parallel without locks, one at a time a worker: raw rows
/// are given back as they go into the partition's table. (The shape on which Polars, ClickHouse and
/// DuckDB converged; see also Leis et al., "Morsel-Driven Parallelism", SIGMOD 2014, section 4.4.)
///
/// Where memory is short, raw rows of the last partitions go to disk, whole tables if need be
/// (GroupWorker): a partition is then what memory and disk have of it. One that does not fit alone
/// is cut again (PartitionPasses).
class HashAggregate final : public Sink {
 public:
  HashAggregate(AggregateSpec spec, const QueryContext& query);

  std::string Name() const override { return spec().keys.empty() ? "AGGREGATE" : "HASH GROUP BY"; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  void Finish(TaskContext& context) override;
  int64_t Spill(int64_t bytes) override;

  const AggregateSpec& spec() const { return plan_.spec; }
  /// Makes an empty table, to be filled elsewhere.
  std::unique_ptr<GroupedStates> MakeGroups() const {
    return std::make_unique<GroupedStates>(plan_.spec, plan_.layout, KeyRange{});
  }
  /// Takes groups that were aggregated elsewhere. Thread-safe.
  void AddGroups(std::unique_ptr<GroupedStates> groups);
  /// Takes such groups where memory is short, which go to disk. Thread-safe.
  void SpillGroups(std::unique_ptr<GroupedStates> groups);
  /// Returns a worker's part, whose AddUnknown may be called where `takes_unknown()`.
  static GroupWorker& WorkerOf(LocalState& local);
  bool takes_unknown() const { return plan_.can_spill && plan_.raw_format != nullptr; }
  /// Returns an even share of the memory limit.
  int64_t MemoryOfWorker() const { return plan_.MemoryOfWorker(); }

  /// Returns into how many parts the groups are cut; every group is in exactly one.
  uint32_t parts() const { return parts_; }
  /// Aggregates the next part, whose memory `bytes` is charged for; false when all were taken.
  /// Where its groups may not fit memory together, `passes` gives them instead.
  bool TakePart(TaskContext& context, Reservation& bytes, std::unique_ptr<GroupedStates>& groups,
                std::unique_ptr<PartitionPasses>& passes);
  /// Aggregates the next groups of such a part; null after the last.
  std::unique_ptr<GroupedStates> TakeShare(PartitionPasses& passes, Reservation& bytes);
  Reservation MakeReservation() const { return plan_.MakeReservation(); }
  /// Returns what chooses groups under a LIMIT; null where all are computed.
  FirstGroups* first_groups() { return first_groups_.get(); }

 private:
  struct Local;
  using SpilledList = PartitionPasses::SpilledList;
  using ExportedList = std::vector<std::shared_ptr<const ExportedGroups>>;

  /// Names the partitions of one part.
  struct Range {
    uint32_t begin;
    uint32_t end;
  };
  Range PartitionsOf(uint32_t part) const;
  std::unique_ptr<GroupedStates> TakeWhole(TaskContext& context, Reservation& bytes);
  /// Holds what there is of the partitions of one part.
  struct Pieces {
    Range range;
    SpilledList spilled;
    ExportedList exported;
  };
  /// Takes the next part; nothing when all are taken.
  std::optional<Pieces> NextPieces();
  void Freeze(GroupedStates& groups, Reservation& bytes);
  bool IsLarge(const Pieces& pieces) const;
  std::unique_ptr<PartitionPasses> CutPart(Pieces pieces);
  std::unique_ptr<GroupedStates> MergePart(TaskContext& context, const Pieces& pieces,
                                           Reservation& bytes);
  void GiveBack(RawRows& rows, uint32_t partition, GroupedStates& target);
  void Uncharge(int64_t bytes);
  bool LeavesNoRoom() const;
  int64_t SpillWaiting(int64_t bytes);
  bool SpillsRowsFirst() const;
  int64_t WriteTables(SpilledGroups& to);
  int64_t WriteExported(int64_t wanted, SpilledGroups& to);
  int64_t WriteRawRows(int64_t wanted, SpilledGroups& to);
  void AddSpilled(std::unique_ptr<SpilledGroups> groups);

  GroupPlan plan_;
  std::unique_ptr<FirstGroups> first_groups_;  // or null

  std::mutex mutex_;
  std::vector<std::shared_ptr<GroupWorker>> workers_;   // those that still take rows
  std::vector<std::unique_ptr<GroupedStates>> tables_;  // the workers'
  std::vector<std::unique_ptr<RawRows>> raw_rows_;
  SpilledList spilled_;
  Reservation held_bytes_;  // of all that waits for parts to be taken
  bool spills_tables_ = false;
  bool keeps_by_key_ = false;  // tables whose keys are numbers stay as they are
  bool has_few_keys_ = false;  // of their range
  ExportedList exported_;      // by table; perhaps null
  uint32_t parts_ = 1;

  /// Says what there is of workers that have ended their input, and so what may go to disk: tables
  /// and raw rows; tables that are being cut, which may not; groups and raw rows by partition.
  enum class Stage : uint8_t { kInput, kCut, kParts, kTaken };
  std::timed_mutex waiting_mutex_;  // of what workers left, until it is taken
  Stage stage_ = Stage::kInput;
  uint32_t first_waiting_ = 0;  // partitions before it are taken
  uint32_t next_part_ = 0;

  std::atomic<uint32_t> taken_parts_{0};
  std::atomic<uint64_t> groups_{0};
  std::atomic<bool> numbers_by_key_{false};
  std::atomic<uint32_t> groups_of_part_{0};  // about; 0: not known yet
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
};

}  // namespace lakebolt
