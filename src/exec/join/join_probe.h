#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "exec/join/probe_strategy.h"

namespace lakebolt {

/// Carries the probe side of a join past the table that JoinBuild made. Where that one spilled,
/// probe rows of partitions that are not in the table are written to disk, too; once all workers
/// have done so, they join the partitions.
class JoinProbe final : public Transform {
 public:
  explicit JoinProbe(std::shared_ptr<JoinTable> table) : table_(std::move(table)) {}

  std::string Name() const override;
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  TransformStatus Process(TaskContext& context, LocalState& local, Chunk& input,
                          Chunk& out) override;
  TransformStatus Flush(TaskContext& context, LocalState& local, Chunk& out) override;

 private:
  struct Local;

  /// Writes those rows to disk whose partitions are there, and leaves the others in `input`.
  void Spill(Local& local, Chunk& input);
  /// Counts a worker whose probe rows are all on disk.
  void Arrive(Local& local);
  /// Returns whether other workers still write; then the task is woken when they are through.
  bool WaitsForOthers(TaskContext& context);

  std::shared_ptr<JoinTable> table_;
  std::mutex mutex_;
  uint32_t writing_ = 0;                        // workers that may still write probe rows
  std::vector<std::function<void()>> waiting_;  // for these
};

}  // namespace lakebolt
