#pragma once

#include <cmath>
#include <optional>

#include "base/error.h"
#include "types/logical_type.h"
#include "vector/vector.h"

namespace lakebolt {

/// Returns the type of what lies between two values of `type`: DOUBLE for integers, TIMESTAMP for
/// dates, else the type itself; nothing where nothing lies between.
std::optional<LogicalType> InterpolatedType(const LogicalType& type);

/// Goes a share of the way from one number to another, both included.
inline double Interpolate(double low, double share, double high) {
  return share == 0 ? low : low * (1.0 - share) + high * share;
}
/// Does so for decimals, as DuckDB does: of those in 64 bits the result is cut to whole units, of
/// wider ones the way.
template <typename T>
int128_t InterpolateDecimal(int128_t low, double share, int128_t high) {
  if (share == 0) return low;
  const double way = static_cast<double>(high - low) * share;
  if constexpr (sizeof(T) > sizeof(int64_t)) return low + static_cast<int128_t>(way);
  return static_cast<int128_t>(static_cast<double>(low) + way);
}
/// Does so for points in time, rounded to the unit.
inline int64_t InterpolateTime(int64_t low, double share, int64_t high) {
  if (share == 0) return low;
  return std::llround(Interpolate(static_cast<double>(low), share, static_cast<double>(high)));
}

/// Splits a span of nanoseconds as months of 30 days, days and the rest.
Interval IntervalOfNanos(int128_t nanos);

constexpr int64_t kMicrosPerDay = 86'400'000'000;

/// Writes what lies a share of the way from `low` to `high`, values of `type`, to row `row` of
/// `out`, which has the type InterpolatedType(type).
template <typename T>
void WriteInterpolated(const LogicalType& type, const T& low, double share, const T& high,
                       uint32_t row, Vector& out) {
  if constexpr (std::is_same_v<T, Interval>) {
    const int128_t from = low.Normalized();
    const int128_t span = high.Normalized() - from;
    // Whole microseconds, which is what intervals are given in.
    const auto part =
        static_cast<int128_t>(std::llround(static_cast<double>(span / 1000) * share)) * 1000;
    out.mutable_values<Interval>()[row] = share == 0 ? low : IntervalOfNanos(from + part);
  } else if constexpr (std::is_same_v<T, float>) {
    const double from = low;
    out.mutable_values<float>()[row] =
        share == 0 ? low : static_cast<float>(from + (static_cast<double>(high) - from) * share);
  } else if constexpr (std::is_same_v<T, double>) {
    out.mutable_values<double>()[row] = Interpolate(low, share, high);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, int128_t> ||
                       std::is_same_v<T, uint128_t>) {
    if (type.IsDecimal()) {
      out.mutable_values<T>()[row] = static_cast<T>(
          InterpolateDecimal<T>(static_cast<int128_t>(low), share, static_cast<int128_t>(high)));
    } else if (type.id() == TypeId::kDate) {
      out.mutable_values<int64_t>()[row] =
          InterpolateTime(static_cast<int64_t>(low) * kMicrosPerDay, share,
                          static_cast<int64_t>(high) * kMicrosPerDay);
    } else if (type.IsTemporal()) {
      out.mutable_values<int64_t>()[row] =
          InterpolateTime(static_cast<int64_t>(low), share, static_cast<int64_t>(high));
    } else {
      out.mutable_values<double>()[row] =
          Interpolate(static_cast<double>(low), share, static_cast<double>(high));
    }
  } else {
    throw InternalError("nothing lies between texts");
  }
}

}  // namespace lakebolt
