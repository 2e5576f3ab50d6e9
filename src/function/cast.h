#pragma once

#include <optional>

#include "base/error.h"
#include "types/logical_type.h"
#include "vector/vector.h"

namespace lakebolt {

/// Tells what a cast does with a value that does not fit.
enum class CastMode : uint8_t {
  kStrict,  // raises kInvalidCast or kOutOfRange
  kTry,     // gives NULL
};

/// Tells whether `CAST(x AS to)` exists for `from`, written out by the user.
bool CanCast(const LogicalType& from, const LogicalType& to);

/// Returns how dear an implicit cast is (0 for the same type; lossless and near is cheap), or
/// nothing when only an explicit cast may do it.
std::optional<int> ImplicitCastCost(const LogicalType& from, const LogicalType& to);

/// Returns the type both sides of a comparison, a CASE or a UNION become; nothing when there is
/// none. Rules follow DuckDB: NULL gives the other type, integer widths grow, decimals keep all
/// digits up to 38, numbers with DOUBLE or else FLOAT give that, string literals are typed by the
/// binder.
std::optional<LogicalType> CommonType(const LogicalType& a, const LogicalType& b);

/// Casts the rows of `rows`; of any encoding (a dictionary stays a dictionary where the cast
/// cannot fail on values that no row refers to).
Vector CastVector(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode);

/// Casts one value; kTry gives NULL of the type.
Value CastValue(const Value& value, const LogicalType& to, CastMode mode = CastMode::kStrict);

/// Tells whether the cast can fail for some value (int32 to int64 cannot).
bool CastCanFail(const LogicalType& from, const LogicalType& to);

/// Tells whether a <= b implies cast(a) <= cast(b), so that filters and statistics pass through.
bool CastIsMonotonic(const LogicalType& from, const LogicalType& to);

}  // namespace lakebolt
