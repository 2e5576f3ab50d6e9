#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/aggregate/group_table.h"
#include "exec/operator.h"
#include "exec/window/window.h"
#include "vector/held_columns.h"

namespace lakebolt {

/// Computes aggregates whose frame is always the whole partition, without bringing rows into order:
/// rows are numbered by partition and aggregated as they come, as in a group-by, and kept with
/// these numbers.
///
/// Where memory runs short, all rows go to a WindowBuild instead, which sorts them on disk.
class GroupWindowBuild final : public Sink {
 public:
  /// Tells whether a window can be computed so.
  static bool Supports(const WindowSpec& spec);

  GroupWindowBuild(WindowSpec spec, const QueryContext& query);
  ~GroupWindowBuild() override;

  std::string Name() const override { return "WINDOW"; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  uint32_t NextStage(TaskContext& context) override;
  void Finish(TaskContext& context) override;
  int64_t Spill(int64_t bytes) override;

  /// Returns what has all rows if they did not fit memory, else null; once finished.
  std::shared_ptr<const WindowBuild> sorted() const { return sorts_ ? sorted_ : nullptr; }
  size_t chunks() const { return parts_.size(); }
  /// Returns a chunk of the result, in the order of rows: the payload, then the calls.
  Chunk Compute(size_t chunk) const;

 private:
  /// Is a chunk of the input, and the partition of each row as its worker numbers them.
  struct Part {
    RowCollector::Part rows;
    size_t worker = 0;
    BufferPtr partitions;  // null when there is one
  };
  struct Groups;
  struct Local;

  void Number(Local& local, Part part) const;
  void Aggregate(Groups& groups, const Chunk& input, const uint32_t* partitions) const;
  uint32_t MergeGroups();
  /// Has all rows sorted on disk from now on, if they can be.
  void StartSorting(TaskContext& context);
  /// Writes what a worker holds.
  void WriteRuns(Local& local);
  void WriteRuns(std::vector<Part> parts);

  WindowSpec spec_;
  const QueryContext& query_;
  std::shared_ptr<KeyLayout> layout_;
  std::mutex mutex_;
  std::atomic<bool> sorts_{false};
  std::shared_ptr<WindowBuild> sorted_;
  std::unique_ptr<LocalState> sorted_local_;
  bool writes_rest_ = false;  // at the end: what workers left before others began to sort
  Reservation bytes_;
  std::vector<Part> parts_;
  std::vector<std::unique_ptr<Groups>> workers_;
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
  WindowScan* Sorted() const;

  std::shared_ptr<const GroupWindowBuild> input_;
  std::atomic<size_t> next_{0};
  mutable std::once_flag looked_;
  mutable std::unique_ptr<WindowScan> sorted_;  // null where rows are in memory
};

}  // namespace lakebolt
