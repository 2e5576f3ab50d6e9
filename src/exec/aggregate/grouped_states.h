#pragma once

#include <array>
#include <memory>
#include <vector>

#include "exec/aggregate/aggregate_spec.h"
#include "exec/aggregate/group_table.h"
#include "function/aggregate_function.h"

namespace lakebolt {

/// Counts the partitions into which groups are cut by hash.
constexpr uint32_t kGroupPartitions = 64;

/// Holds groups in a form that can be handed on: keys, hashes and exported states, a row a group.
struct ExportedGroups {
  uint32_t count = 0;
  std::vector<Vector> keys;
  std::vector<uint64_t> hashes;
  std::vector<Vector> states;  // one per call
  /// Holds the rows ordered by partition of their hash, and where each partition begins.
  std::vector<uint32_t> rows;
  std::array<uint32_t, kGroupPartitions + 1> partition_begins{};

  /// Fills `rows` and `partition_begins` (a counting sort).
  void Partition();
  RowSet PartitionRows(uint32_t partition) const {
    const uint32_t begin = partition_begins[partition];
    return {rows.data() + begin, partition_begins[partition + 1] - begin, count};
  }
  size_t MemoryBytes() const;
};

/// Is a group table with the aggregate states of its groups.
class GroupedStates {
 public:
  GroupedStates(const AggregateSpec& spec, std::shared_ptr<const KeyLayout> layout);

  /// Adds rows of raw input: `keys` and `arguments` (per call) are evaluated columns; `filters`
  /// hold for each call a selection of `rows` (or nothing).
  struct Input {
    std::vector<Vector> keys;
    std::vector<std::vector<Vector>> arguments;
    std::vector<const uint8_t*> filter_masks;  // by row number; null: all rows
  };
  void Update(const Input& input, RowSet rows);

  /// Merges the rows `rows` of groups exported elsewhere.
  void MergeExported(const ExportedGroups& groups, RowSet rows);

  ExportedGroups Export() const;

  /// Computes the output of groups `begin .. begin + count`: keys, then one column per call.
  std::vector<Vector> Finalize(uint32_t begin, uint32_t count) const;

  uint32_t size() const { return has_keys_ ? table_.size() : 1; }
  size_t MemoryBytes() const;
  void Clear();

 private:
  const uint32_t* FindGroups(const std::vector<Vector>& keys, RowSet rows);
  void UpdateCall(size_t call, const std::vector<Vector>& arguments, const uint8_t* mask,
                  RowSet rows, const uint32_t* groups);

  const AggregateSpec& spec_;
  bool has_keys_;
  GroupTable table_;
  std::vector<std::unique_ptr<AggregateStates>> states_;
  std::vector<uint32_t> groups_;
  std::vector<uint32_t> filtered_rows_;
  std::vector<uint32_t> filtered_groups_;
};

}  // namespace lakebolt
