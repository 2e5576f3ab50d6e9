#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/growing_array.h"
#include "base/made_once.h"

namespace lakebolt {

/// Says which of a column's rows belong to which group, for aggregates that keep all their input:
/// rows are appended with their group, and looked at group by group, in the order of arrival. A
/// counting sort brings them together when that is first asked for, by however many threads.
class GroupRows {
 public:
  /// Grows to `groups` groups.
  void Resize(uint32_t groups);

  /// Appends `count` rows; the i-th belongs to group `groups[i]`, or 0 for all where it is null.
  void Append(const uint32_t* groups, uint32_t count);
  /// Appends one row.
  void Append(uint32_t group);

  uint32_t size() const { return size_; }
  uint32_t group_count() const { return group_count_; }

  /// Returns the rows of one group.
  std::span<const uint32_t> RowsOf(uint32_t group) const { return RowsOf(group, 1); }
  /// Returns the rows of groups `begin .. begin + count`, group by group.
  std::span<const uint32_t> RowsOf(uint32_t begin, uint32_t count) const;

  size_t MemoryBytes() const;

 private:
  void Arrange() const;
  /// Says of rows up to `rows` of which nothing is known that they belong to group 0.
  void FillGroups(uint32_t rows);

  uint32_t size_ = 0;
  uint32_t group_count_ = 0;
  GrowingArray<uint32_t> groups_;  // by row; empty while all rows belong to group 0
  mutable MadeOnce arranged_;
  mutable std::vector<uint32_t> begins_;  // by group, and one past
  mutable GrowingArray<uint32_t> rows_;
};

}  // namespace lakebolt
