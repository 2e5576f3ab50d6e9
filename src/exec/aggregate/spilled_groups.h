#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "exec/aggregate/grouped_states.h"
#include "exec/query_context.h"
#include "exec/spill/spill_file.h"

namespace lakebolt {

/// Keeps groups of one worker on disk: their keys and exported states, by partition.
class SpilledGroups {
 public:
  SpilledGroups(const AggregateSpec& spec, std::shared_ptr<const KeyLayout> layout,
                const Partitioning& partitioning, const QueryContext& query);

  /// Writes all groups of a table and of raw rows (either may be null) and frees them on the way.
  void Take(std::unique_ptr<GroupedStates> table, RawRows* raw);
  /// Adds the groups of a partition to `target`. Thread-safe.
  void MergeInto(GroupedStates& target, uint32_t partition) const;

  uint64_t groups() const { return file_.rows(); }
  int64_t bytes() const { return file_.bytes(); }

 private:
  void Write(const GroupedStates& groups, uint32_t partition);

  const AggregateSpec& spec_;
  std::shared_ptr<const KeyLayout> layout_;
  const Partitioning& partitioning_;
  const QueryContext& query_;
  SpillFile file_;
  std::array<std::vector<size_t>, kGroupPartitions> chunks_;  // of the file, by partition
};

}  // namespace lakebolt
