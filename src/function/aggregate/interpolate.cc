#include "function/aggregate/interpolate.h"

namespace lakebolt {

std::optional<LogicalType> InterpolatedType(const LogicalType& type) {
  if (type.physical() == PhysicalType::kInt256) return std::nullopt;
  if (type.IsDecimal() || type.id() == TypeId::kFloat32) return type;
  if (type.IsNumeric()) return TypeId::kFloat64;
  if (type.id() == TypeId::kDate) return LogicalType::Timestamp(TimeUnit::kMicro);
  if (type.IsTemporal() || type.id() == TypeId::kInterval) return type;
  return std::nullopt;
}

Interval IntervalOfNanos(int128_t nanos) {
  constexpr int128_t kNanosPerDay = int128_t{kMicrosPerDay} * 1000;
  constexpr int128_t kDaysPerMonth = 30;
  Interval out;
  out.months = static_cast<int32_t>(nanos / (kNanosPerDay * kDaysPerMonth));
  nanos %= kNanosPerDay * kDaysPerMonth;
  out.days = static_cast<int32_t>(nanos / kNanosPerDay);
  out.nanos = static_cast<int64_t>(nanos % kNanosPerDay);
  return out;
}

}  // namespace lakebolt
