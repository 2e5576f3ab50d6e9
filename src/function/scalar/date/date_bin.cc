// date_bin(stride, x, origin), PostgreSQL's: the start of the bin of equal width that a moment lies
// in. Bins count from 1970-01-01, as DataFusion has it, or from the origin that is given.

#include "function/scalar/date/date_families.h"
#include "function/scalar/date/zoned_arithmetic.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

int64_t MonthsBetween(int64_t from, int64_t to) {
  const CivilDate a = CivilFromDays(static_cast<int32_t>(FloorDiv(from, kMicrosPerDay)));
  const CivilDate b = CivilFromDays(static_cast<int32_t>(FloorDiv(to, kMicrosPerDay)));
  return (int64_t{b.year} - a.year) * 12 + b.month - a.month;
}

int64_t BinFrom(Interval stride, int64_t micros, int64_t origin) {
  if (!IsFiniteTimestamp(micros) || !IsFiniteTimestamp(origin)) return micros;
  if (stride.months != 0) {
    if (stride.months < 0 || stride.days != 0 || stride.nanos != 0) {
      throw UserError(ErrorCode::kInvalidArgument,
                      "a stride of months is greater than 0 and has no days or time");
    }
    const int64_t bins = FloorDiv(MonthsBetween(origin, micros), int64_t{stride.months});
    const auto start_of = [&](int64_t bin) {
      return AddPlainMonths(origin, bin * stride.months, kMicrosPerSecond);
    };
    const int64_t start = start_of(bins);
    return start <= micros ? start : start_of(bins - 1);
  }
  const int128_t width = int128_t{stride.days} * kMicrosPerDay + stride.nanos / 1000;
  if (width <= 0) throw UserError(ErrorCode::kInvalidArgument, "the stride must be positive");
  const int128_t past = int128_t{micros} - origin;
  const int128_t into = past % width;
  const int128_t start = int128_t{micros} - (into < 0 ? into + width : into);
  if (start != static_cast<int64_t>(start)) {
    throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
  }
  return static_cast<int64_t>(start);
}

int64_t BinFromEpoch(Interval stride, int64_t micros) {
  return BinFrom(stride, micros, 0);
}

}  // namespace

void RegisterDateBin(FunctionRegistry& registry) {
  const LogicalType stride = TypeId::kInterval;
  std::vector<ScalarOverload> overloads;
  for (const bool zone : {false, true}) {
    const LogicalType moment = LogicalType::Timestamp(TimeUnit::kMicro, zone);
    overloads.push_back(MakeOverload<Interval, int64_t>({stride, moment}, moment, BinFromEpoch));
    overloads.push_back(
        MakeOverload<Interval, int64_t, int64_t>({stride, moment, moment}, moment, BinFrom));
  }
  Family(registry, "date")
      .Add({"date_bin"},
           "Returns the start of the bin of a width that a timestamp lies in; bins count from a "
           "third timestamp, or from 1970-01-01.",
           {{"date_bin(INTERVAL '15 minutes', TIMESTAMP '2020-02-11 15:44:17', TIMESTAMP "
             "'2001-01-01')",
             "2020-02-11 15:30:00"}},
           std::move(overloads));
}

}  // namespace lakebolt
