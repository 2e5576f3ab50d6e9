#pragma once

#include <cstdint>
#include <optional>

#include "types/value.h"

namespace lakebolt {

/// Holds what is known of a column's values. Bounds always hold; estimates may be wrong. These
/// travel with every column of a plan: they are part of its type.
struct ColumnStatistics {
  /// No non-NULL value is below `min` or above `max` (for strings possibly a shortened bound).
  std::optional<Value> min;
  std::optional<Value> max;
  /// Exact number of NULLs; nothing when unknown.
  std::optional<int64_t> null_count;
  /// Estimated number of distinct values; nothing when unknown.
  std::optional<double> distinct_count;
  /// Values never decrease from row to row within a split (footers and table logs say so).
  bool sorted = false;
  /// Min and max are values that do occur, so they can answer queries.
  bool exact_bounds = false;
  /// Estimated average bytes of a value in memory.
  double average_width = 8;

  bool HasNoNulls() const { return null_count && *null_count == 0; }
};

/// Holds what is known of a whole table before reading it.
struct TableStatistics {
  /// Rows; exact when `exact_rows`.
  std::optional<double> row_count;
  bool exact_rows = false;
};

}  // namespace lakebolt
