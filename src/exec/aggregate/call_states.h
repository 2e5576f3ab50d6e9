#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "exec/aggregate/aggregate_spec.h"
#include "exec/aggregate/group_input.h"

namespace lakebolt {

/// Holds the states of some aggregate calls for all groups of one table.
class CallStates {
 public:
  /// Makes states of no group; `calls` must stay.
  explicit CallStates(const std::vector<AggregateSpec::Call>& calls);

  /// Makes states of no group of the same calls.
  CallStates Empty() const { return CallStates(*calls_); }

  void Resize(uint32_t groups);

  /// Adds rows: the i-th of `rows` goes to group groups[i], or to group 0 where `groups` is null.
  void Update(const GroupInput& input, RowSet rows, const uint32_t* groups);
  /// Merges exported states, a vector a call, row for row like Update.
  void Merge(const std::vector<Vector>& states, RowSet rows, const uint32_t* groups);

  /// Merges groups `begin .. begin + count` of other states of these calls with groups 0 .. count.
  void MergeRange(const CallStates& other, uint32_t begin, uint32_t count);

  /// Exports the states of all groups, call by call, and gives each call's memory back before the
  /// next: nothing can be done with them after that.
  std::vector<Vector> HandOver(uint32_t groups);

  /// Exports the states of groups `begin .. begin + count`, a vector a call.
  std::vector<Vector> Export(uint32_t begin, uint32_t count) const;
  /// Computes what the calls give for these groups: results, or states where a call gives those.
  std::vector<Vector> Finalize(uint32_t begin, uint32_t count) const;

  size_t MemoryBytes() const;

 private:
  void UpdateCall(size_t call, const GroupInput& input, RowSet rows, const uint32_t* groups);
  /// Writes the rows that pass a mask, and their groups, to `filtered_rows_` and `_groups_`.
  uint32_t Filter(const uint8_t* mask, RowSet rows, const uint32_t* groups);

  const std::vector<AggregateSpec::Call>* calls_;
  std::vector<std::unique_ptr<AggregateStates>> states_;
  std::vector<uint32_t> filtered_rows_;
  std::vector<uint32_t> filtered_groups_;
};

}  // namespace lakebolt
