#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "function/aggregate/group_rows.h"
#include "function/aggregate_function.h"
#include "vector/column_buffer.h"

namespace lakebolt {

/// Counts how often each group has each value: one hash table for all groups, keyed by group and
/// value, without allocation a row. Entries stand in the order of first appearance. The state of a
/// group is the list of its values with their counts.
class ValueCountStates : public AggregateStates {
 public:
  explicit ValueCountStates(LogicalType type);

  /// Returns the type of the states for values of `type`.
  static LogicalType StateType(const LogicalType& type);

  void Resize(uint32_t groups) override { entries_of_.Resize(groups); }
  void Update(std::span<const Vector> args, RowSet rows, const uint32_t* groups) override;
  void Merge(const Vector& states, RowSet rows, const uint32_t* groups) override;
  Vector Export(uint32_t begin, uint32_t count) const override;
  size_t MemoryBytes() const override;

 protected:
  /// Returns the entries of a group: values()[e] was seen counts()[e] times.
  std::span<const uint32_t> EntriesOf(uint32_t group) const { return entries_of_.RowsOf(group); }
  const ColumnBuffer& values() const { return values_; }
  const std::vector<int64_t>& counts() const { return counts_; }

 private:
  void Add(const Vector& values, RowSet rows, const uint32_t* groups, const int64_t* counts);
  template <typename Equal>
  void AddRows(const Vector& values, RowSet rows, const uint32_t* groups, const int64_t* counts,
               const Equal& equal);
  void GrowSlots();

  ColumnBuffer values_;          // by entry
  std::vector<int64_t> counts_;  // by entry
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> groups_;
  GroupRows entries_of_;
  std::vector<uint32_t> slots_;  // entry + 1, or 0
  uint32_t shift_ = 0;
  std::vector<uint64_t> scratch_hashes_;
};

}  // namespace lakebolt
