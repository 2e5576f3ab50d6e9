#pragma once

#include <memory>
#include <vector>

#include "exec/aggregate/group_plan.h"

namespace lakebolt {

/// Aggregates a partition that is all on disk and whose groups may not fit memory together: a share
/// of its keys at a time, told apart by further bits of their hash, for each of which it is read
/// once. A share that does not fit is cut in two.
class PartitionPasses {
 public:
  using SpilledList = std::vector<std::shared_ptr<const SpilledGroups>>;

  PartitionPasses(const GroupPlan& plan, SpilledList spilled, uint32_t partition)
      : plan_(plan), spilled_(std::move(spilled)), partition_(partition), left_(1) {}

  /// Aggregates the next share, whose memory `bytes` is charged for; returns null after the last.
  /// Throws kOutOfMemory where a single group does not fit.
  std::unique_ptr<GroupedStates> Next(Reservation& bytes);

 private:
  void Aggregate(const KeyShare& share, GroupedStates& target, Reservation& bytes) const;

  const GroupPlan& plan_;
  SpilledList spilled_;  // in the order in which states are to meet rows
  uint32_t partition_;
  std::vector<KeyShare> left_;
};

}  // namespace lakebolt
