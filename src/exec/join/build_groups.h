#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/memory_pool.h"
#include "vector/vector.h"

namespace lakebolt {

/// Numbers the groups that the rows of a join's build side fall into, densely. A group-by whose
/// keys all come from the build side then needs no hashing of its own: what the probe finds is the
/// group (Moerkotte and Neumann, "Accelerating Queries with Group-By and Join by Groupjoin",
/// PVLDB 2011, generalized to keys that are not unique).
///
/// Numbering goes in stages whose parts run in parallel without locks: rows are cut into partitions
/// by their hash, which share no group; each partition is numbered on its own; its numbers are then
/// shifted behind those of the partitions before.
class BuildGroups {
 public:
  BuildGroups();
  /// Makes each of `rows` rows a group of its own.
  explicit BuildGroups(uint32_t rows);
  /// Gets ready to put rows that agree in all `columns` (NULLs agree) into one group. `memory` must
  /// live until that is done.
  BuildGroups(std::vector<Vector> columns, uint32_t rows, Reservation& memory);
  BuildGroups(BuildGroups&&) noexcept;
  BuildGroups& operator=(BuildGroups&&) noexcept;
  ~BuildGroups();

  /// Returns into how many parts the first stage is cut.
  uint32_t Start();
  /// Does a part of the stage at hand. Thread-safe for different parts.
  void RunPart(uint32_t part);
  /// Is called alone once all parts are done; returns how many the next stage has, 0 at the end.
  uint32_t NextStage();

  // From here on: what there is once all stages are done.

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
  struct Numbering;

  void Split(uint32_t part);
  void Number(uint32_t partition);
  void Shift(uint32_t partition);

  uint32_t count_ = 0;
  std::vector<uint32_t> group_of_row_;
  std::vector<uint32_t> first_rows_;  // by group
  std::unique_ptr<Numbering> numbering_;
};

}  // namespace lakebolt
