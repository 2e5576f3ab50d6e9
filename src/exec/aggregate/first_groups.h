#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "exec/aggregate/group_table.h"
#include "exec/runtime_filter/key_filter.h"

namespace lakebolt {

/// Chooses the groups that a group-by under a LIMIT gives: the first ones that any worker meets.
/// Once they are chosen, rows of all others are dropped, in the scans already where these know the
/// keys.
///
/// Invariant: a worker's table holds the first so many groups chosen, under the same numbers.
/// Whoever has a group chosen also aggregates the row that it was seen in, so that none is empty.
class FirstGroups {
 public:
  /// Chooses `count` groups, or all where there are fewer.
  FirstGroups(std::shared_ptr<const KeyLayout> layout, uint32_t count, Reservation reservation);

  /// Tells whether so few groups are wanted that choosing them pays.
  static bool IsWorthwhile(uint64_t count) { return count <= kMostGroups; }

  /// Has a filter on the key column `key` filled and published once all groups are chosen. To be
  /// called before there are rows.
  void AddFilter(size_t key, std::shared_ptr<KeyFilter> filter) {
    filters_.emplace_back(key, std::move(filter));
  }

  uint32_t count() const { return count_; }

  /// Chooses groups of `rows`, none of which is in the worker's table `own`, while there is room;
  /// then adds to `own` what has been chosen by now. Thread-safe.
  void Choose(const std::vector<Vector>& keys, RowSet rows, GroupTable& own);

 private:
  static constexpr uint32_t kMostGroups = 4096;

  void PublishFilters();

  const uint32_t count_;
  std::mutex mutex_;
  GroupTable table_;
  Reservation reservation_;
  std::vector<std::pair<size_t, std::shared_ptr<KeyFilter>>> filters_;  // by key column
  std::vector<uint32_t> scratch_;
};

}  // namespace lakebolt
