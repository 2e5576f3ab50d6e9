#pragma once

#include <functional>
#include <optional>

#include "expression/expression.h"
#include "format/parquet/file_metadata.h"
#include "types/value.h"

namespace lakebolt::parquet_format {

/// Holds what the footer says of a column's values within one row group, in the column's type.
struct ColumnBounds {
  std::optional<Value> min;
  std::optional<Value> max;
  std::optional<int64_t> null_count;
  int64_t row_count = 0;
  bool exact = false;
  /// Tells whether a value may be among the rows, for where the bounds leave it open; may be empty.
  std::function<bool(const Value&)> may_contain;

  bool HasNoNulls() const { return null_count && *null_count == 0; }
  bool AllNull() const { return null_count && row_count > 0 && *null_count == row_count; }
};

/// Converts the bounds of a leaf's chunk. Bounds with NaN, or longer than a value, are dropped.
ColumnBounds BoundsOf(const Leaf& leaf, const ChunkMetadata& chunk, int64_t row_count);

/// Tells what is known of a filter over some rows before looking at them.
enum class Verdict : uint8_t { kNever, kSometimes, kAlways };

/// Looks up the bounds of a column by its position in the filter's InputExpr; null when unknown.
using BoundsLookup = std::function<const ColumnBounds*(uint32_t position)>;

/// Proves a filter false (or NULL) or true for all rows within the bounds, where it can:
/// comparisons with constants, IN, AND, OR, NOT, IS NULL. NaN counts as above every bound.
Verdict Judge(const Expr& filter, const BoundsLookup& bounds);

/// Tells whether a value may be among the rows.
bool MayContain(const ColumnBounds& bounds, const Value& value);

/// Tells whether no value within `bounds` lies in [min, max] (NULL: unbounded).
bool IsOutside(const ColumnBounds& bounds, const Value& min, const Value& max);

}  // namespace lakebolt::parquet_format
