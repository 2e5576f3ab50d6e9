#pragma once

#include <atomic>

#include "exec/join/join_output.h"

namespace lakebolt {

/// Gives the build rows that a join keeps by themselves, once the probe side has ended: those
/// without a match of right and full joins, and all rows of flipped semi and anti joins. Where the
/// join spilled it joins the partitions, too, see SpilledJoin::JoinsAtEnd.
class JoinUnmatched final : public Source {
 public:
  explicit JoinUnmatched(std::shared_ptr<JoinTable> table) : table_(std::move(table)) {}

  std::string Name() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override;
  double Progress() const override;

 private:
  struct Local;

  SourceStatus NextSpilled(TaskContext& context, Local& local, Chunk& out);

  std::shared_ptr<JoinTable> table_;
  std::atomic<uint64_t> next_range_{0};
  std::atomic<uint32_t> next_partition_{0};
};

}  // namespace lakebolt
