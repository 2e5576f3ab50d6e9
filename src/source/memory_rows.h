#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "source/row_group.h"

namespace lakebolt {

/// Holds the rows of one version of a table in memory: groups by ascending row ids, which may have
/// gaps where rows are gone. A value; copies share the groups.
class MemoryRows {
 public:
  /// Says where a row stands.
  struct Place {
    size_t group = 0;
    uint32_t row = 0;
  };

  MemoryRows() = default;
  /// Charges rows to `account`, which may be null.
  explicit MemoryRows(std::shared_ptr<MemoryPool> account) : account_(std::move(account)) {}

  const std::shared_ptr<MemoryPool>& account() const { return account_; }
  const std::vector<RowGroupPtr>& groups() const { return groups_; }
  uint64_t live() const { return live_; }
  int64_t next_row_id() const { return next_row_id_; }

  /// Finds a row that is alive; false when there is none of that id. Looks first in the group that
  /// `place` names, which saves the search for rows in order.
  bool Find(int64_t row_id, Place& place) const;

  /// Returns one of the rows alone; none when there is none of that id.
  MemoryRows Only(int64_t row_id) const;

  /// Adds rows behind the others; joins small groups, so that n single rows cost n log n. `rows`
  /// has no selection. Throws kOutOfMemory where the account has no room, as does Update.
  void Append(Chunk rows);

  /// Deletes rows; returns how many were alive.
  uint64_t Delete(const std::vector<int64_t>& row_ids);

  /// Gives row `row_ids[i]` row i of `values` in `columns`; rows that are not there stay out.
  void Update(const std::vector<uint32_t>& columns, const std::vector<int64_t>& row_ids,
              const std::vector<Vector>& values, uint64_t version);

  /// Replaces group `i` by one of the same row ids.
  void ReplaceGroup(size_t i, RowGroupPtr group) { groups_[i] = std::move(group); }

 private:
  std::shared_ptr<MemoryPool> account_;
  std::vector<RowGroupPtr> groups_;
  uint64_t live_ = 0;
  int64_t next_row_id_ = 0;
};

}  // namespace lakebolt
