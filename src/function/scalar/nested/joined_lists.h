#pragma once

#include <span>
#include <vector>

#include "function/scalar/nested/list_rows.h"

namespace lakebolt {

/// Lays the elements of several columns of lists or maps end to end, so that lists can be made of
/// elements of all of them.
class JoinedLists {
 public:
  /// `element` is the type of the elements of all.
  JoinedLists(std::span<const Vector> lists, const LogicalType& element);

  size_t columns() const { return readers_.size(); }
  bool IsNull(size_t column, uint32_t row) const { return readers_[column].IsNull(row); }
  const Vector& elements() const { return elements_; }

  /// Calls `visit` with the place among all elements of each one in a row's list.
  template <typename Visit>
  void ForEach(size_t column, uint32_t row, const Visit& visit) const {
    const ListEntry entry = readers_[column][row];
    ForEachElement({begins_[column] + entry.offset, entry.length}, visit);
  }

 private:
  std::vector<ListReader> readers_;
  std::vector<uint32_t> begins_;  // of each column's elements among all
  Vector elements_;
};

}  // namespace lakebolt
