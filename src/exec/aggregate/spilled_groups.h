#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "exec/aggregate/grouped_states.h"
#include "exec/query_context.h"
#include "exec/spill/block_file.h"
#include "exec/spill/partitioned_rows.h"

namespace lakebolt {

/// Keeps on disk, by partition, what there is no memory for: groups with their exported states, and
/// raw rows, which go as they are. Written by one worker at a time.
class SpilledGroups {
 public:
  /// `format` is null where there are no raw rows.
  SpilledGroups(const AggregateSpec& spec, std::shared_ptr<const KeyLayout> layout,
                std::shared_ptr<const RawRowFormat> format, const QueryContext& query);

  /// Writes the groups of a table, those of partitions `begin .. end`.
  void Write(const ExportedGroups& groups, uint32_t begin, uint32_t end = kGroupPartitions);
  /// Writes raw rows of a partition.
  void Write(uint32_t partition, const RawRows::Partition& rows);

  /// Adds the groups of a partition, those of a share, to `target`, which `charge` is called to pay
  /// for as it grows. Thread-safe.
  void MergeGroups(GroupedStates& target, uint32_t partition, const KeyShare& share,
                   const std::function<void()>& charge) const;
  /// Does so with the rows of a partition. Thread-safe.
  void UpdateRows(GroupedStates& target, uint32_t partition, const KeyShare& share,
                  const std::function<void()>& charge) const;

  /// Returns how many groups and rows there are.
  uint64_t size() const { return size_; }
  int64_t bytes() const { return groups_.bytes() + rows_.bytes(); }
  /// Returns about what a partition takes once read.
  int64_t MemoryBytes(uint32_t partition) const;

 private:
  void WriteBlock(uint32_t partition);
  void AppendPage(const RawRows::Page& page);
  void UpdateByBlock(GroupedStates& target, const BufferPtr& block, const KeyShare& share) const;
  uint32_t KeepShare(uint64_t* rows, uint32_t count, const KeyShare& share) const;

  size_t key_count_;
  std::shared_ptr<const KeyLayout> layout_;
  std::shared_ptr<const RawRowFormat> format_;
  const QueryContext& query_;
  PartitionedRows groups_;
  BlockFile rows_;
  std::array<std::vector<size_t>, kGroupPartitions> row_blocks_;
  std::array<int64_t, kGroupPartitions> row_bytes_{};
  uint64_t size_ = 0;
  // The block at hand.
  std::vector<uint64_t> words_;
  std::string texts_;
};

}  // namespace lakebolt
