#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "exec/set/materialize.h"
#include "exec/window/partitioned_window.h"
#include "exec/window/window_groups.h"
#include "exec/window/window_spec.h"

namespace lakebolt {

/// Computes aggregates whose frame is always the whole partition, without bringing rows into order:
/// rows are numbered by partition and aggregated as they come, as in a group-by, and kept with
/// these numbers.
///
/// Where memory runs short, rows go to disk as they are; where the partitions themselves take much
/// of it, all rows go there by hash of their partition (PartitionedWindow).
class GroupWindowBuild final : public Sink {
 public:
  /// Tells whether a window can be computed so.
  static bool Supports(const WindowSpec& spec);

  GroupWindowBuild(WindowSpec spec, const QueryContext& query);

  std::string Name() const override { return "WINDOW"; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  void Finish(TaskContext& context) override;
  int64_t Spill(int64_t bytes) override;

  /// Returns the rows by hash of their partition, if they had to be cut, else null; once finished.
  const PartitionedWindow* cut() const { return cuts_ ? &cut_ : nullptr; }
  size_t chunks() const { return rows_.chunks(); }
  /// Returns a chunk of the result, in the order of rows: the payload, then the calls.
  Chunk Compute(size_t chunk) const;

 private:
  struct Local;

  Chunk WithPartitions(Chunk input, BufferPtr partitions, uint32_t worker) const;
  bool TakeMuch(int64_t group_bytes) const;
  /// Has the rows that a worker holds, and those that it gets, cut by partition.
  void Cut(Local& local);

  WindowSpec spec_;
  const QueryContext& query_;
  std::shared_ptr<const KeyLayout> layout_;
  std::atomic<bool> cuts_{false};
  Materialize rows_;  // with the partition, as their worker numbers them, and that worker
  PartitionedWindow cut_;
  std::mutex mutex_;
  uint32_t locals_ = 0;
  Reservation bytes_;
  std::vector<std::unique_ptr<WindowGroups>> groups_;   // by worker
  std::vector<std::vector<uint32_t>> renumbered_;       // by worker; empty where numbers stay
  std::vector<std::shared_ptr<const Vector>> results_;  // by call: a row a partition
};

/// Gives the rows of a finished GroupWindowBuild.
class GroupWindowScan final : public Source {
 public:
  explicit GroupWindowScan(std::shared_ptr<const GroupWindowBuild> input)
      : input_(std::move(input)) {}

  std::string Name() const override { return "WINDOW ROWS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override;

 private:
  struct Local;

  std::shared_ptr<const GroupWindowBuild> input_;
  std::atomic<size_t> next_{0};  // chunk, or share
};

}  // namespace lakebolt
