#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/aggregate/group_table.h"
#include "exec/operator.h"
#include "exec/window/window_spec.h"

namespace lakebolt {

/// Computes aggregates whose frame is always the whole partition, without bringing rows into order:
/// rows are numbered by partition and aggregated as they come, as in a group-by, and only what is
/// handed on of them is kept, with these numbers.
class GroupWindowBuild final : public Sink {
 public:
  /// Tells whether a window can be computed so.
  static bool Supports(const WindowSpec& spec);

  GroupWindowBuild(WindowSpec spec, MemoryPool* memory);
  ~GroupWindowBuild() override;

  std::string Name() const override { return "WINDOW"; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  void Finish(TaskContext& context) override;

  size_t chunks() const { return parts_.size(); }
  /// Returns a chunk of the result, in the order of rows: the payload, then the calls.
  Chunk Compute(size_t chunk) const;

 private:
  /// Is a chunk of the payload, and the partition of each row as its worker numbers them.
  struct Part {
    uint64_t batch = 0;
    size_t worker = 0;
    Chunk payload;
    BufferPtr partitions;  // null when there is one
  };
  struct Groups;
  struct Local;

  void Aggregate(Groups& groups, const Chunk& input, const uint32_t* partitions) const;
  uint32_t MergeGroups();

  WindowSpec spec_;
  std::shared_ptr<KeyLayout> layout_;
  std::mutex mutex_;
  MemoryPool* memory_;
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
  std::shared_ptr<const GroupWindowBuild> input_;
  std::atomic<size_t> next_{0};
};

}  // namespace lakebolt
