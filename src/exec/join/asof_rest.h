#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/made_once.h"
#include "exec/join/asof_join.h"

namespace lakebolt {

/// Gives what an ASOF join has left to give once the left side is through: the right rows that no
/// left row took, with NULLs for the left columns; and where the sides are on disk, everything.
/// There, slices of both sorted sides are merged, each slice with all rows of its groups.
class AsofRest final : public Source {
 public:
  AsofRest(std::shared_ptr<const AsofBuild> build, std::shared_ptr<AsofProbe> probe)
      : build_(std::move(build)), probe_(std::move(probe)) {}

  std::string Name() const override { return "ASOF JOIN REST"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override;

 private:
  struct Local;

  SourceStatus NextUnmatched(TaskContext& context, Local& local, Chunk& out) const;
  SourceStatus NextMerged(TaskContext& context, Local& local, Chunk& out);
  uint64_t slices() const;

  std::shared_ptr<const AsofBuild> build_;
  std::shared_ptr<AsofProbe> probe_;
  MadeOnce left_is_sorted_;
  std::atomic<uint64_t> next_slice_{0};
};

}  // namespace lakebolt
