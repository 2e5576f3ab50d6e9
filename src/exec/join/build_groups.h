#pragma once

#include <cstdint>
#include <vector>

#include "base/cancellation.h"
#include "vector/vector.h"

namespace lakebolt {

/// Numbers the groups that the rows of a join's build side fall into, densely. A group-by whose
/// keys all come from the build side then needs no hashing of its own: what the probe finds is the
/// group (Moerkotte and Neumann, "Accelerating Queries with Group-By and Join by Groupjoin",
/// PVLDB 2011, generalized to keys that are not unique).
class BuildGroups {
 public:
  BuildGroups() = default;
  /// Makes each of `rows` rows a group of its own.
  explicit BuildGroups(uint32_t rows) : count_(rows) {}
  /// Puts rows that agree in all `columns` (NULLs agree) into one group.
  BuildGroups(const std::vector<Vector>& columns, uint32_t rows,
              const CancellationToken& cancellation);

  uint32_t count() const { return count_; }
  /// Tells whether each row is a group of its own, of the same number.
  bool are_rows() const { return group_of_row_.empty(); }
  /// Returns the groups by row; empty where each row is its own.
  const std::vector<uint32_t>& group_of_row() const { return group_of_row_; }

  /// Writes the groups of rows.
  void Find(const uint32_t* rows, uint32_t count, uint32_t* groups) const;
  /// Writes a row of each of the groups `begin .. begin + count`.
  void RowsOf(uint32_t begin, uint32_t count, uint32_t* rows) const;

 private:
  uint32_t count_ = 0;
  std::vector<uint32_t> group_of_row_;
  std::vector<uint32_t> first_rows_;  // by group
};

}  // namespace lakebolt
