// Intervals made from numbers; arguments that are left out at the end are 0.

#include <cmath>

#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kInt = TypeId::kInt32;
const LogicalType kSpan = TypeId::kInterval;
const LogicalType kSeconds = TypeId::kFloat64;

/// Holds the arguments of make_interval.
struct Parts {
  int64_t numbers[6] = {};  // years, months, weeks, days, hours, minutes
  double seconds = 0;
};
constexpr size_t kNumbers = 6;

/// Adds the parts up; nothing where they do not fit.
std::optional<Interval> SumOf(const Parts& parts) {
  const auto& n = parts.numbers;
  const int64_t months = n[0] * 12 + n[1];
  const int64_t days = n[2] * 7 + n[3];
  const int128_t nanos = (int128_t{n[4]} * 60 + n[5]) * 60 * kNanosPerSecond +
                         int128_t{std::llround(parts.seconds * 1e6)} * 1'000;
  const bool fits = months == static_cast<int32_t>(months) && days == static_cast<int32_t>(days) &&
                    nanos == static_cast<int64_t>(nanos);
  if (!fits) return std::nullopt;
  return Interval{static_cast<int32_t>(months), static_cast<int32_t>(days),
                  static_cast<int64_t>(nanos)};
}

/// Makes the overload of `count` parts from the `first` on, of which the last are the seconds. With
/// `lenient`, NULL comes out where the interval is out of range.
ScalarOverload PartsOverload(size_t first, size_t count, bool lenient) {
  std::vector<LogicalType> parameters;
  for (size_t i = 0; i < count; ++i) parameters.push_back(first + i < kNumbers ? kInt : kSeconds);
  ScalarKernel kernel = [=](std::span<const Vector> args, RowSet rows) {
    Vector out(kSpan, rows.size);
    std::vector<VectorReader<int32_t>> numbers;
    std::optional<VectorReader<double>> seconds;
    for (size_t i = 0; i < args.size(); ++i) {
      if (first + i < kNumbers) {
        numbers.emplace_back(args[i]);
      } else {
        seconds.emplace(args[i]);
      }
    }
    rows.ForEach([&](uint32_t row) {
      Parts parts;
      for (size_t i = 0; i < numbers.size(); ++i) parts.numbers[first + i] = numbers[i][row];
      if (seconds) parts.seconds = (*seconds)[row];
      const auto sum = SumOf(parts);
      if (!sum && !lenient) throw UserError(ErrorCode::kOutOfRange, "interval out of range");
      if (!sum) out.SetNull(row);
      out.mutable_values<Interval>()[row] = sum.value_or(Interval{});
    });
    return out;
  };
  return KernelOverload(std::move(parameters), kSpan, std::move(kernel));
}

std::vector<ScalarOverload> AllOverloads(size_t first, size_t end, bool lenient = false) {
  std::vector<ScalarOverload> overloads;
  for (size_t count = 0; count <= end - first; ++count) {
    overloads.push_back(PartsOverload(first, count, lenient));
  }
  return overloads;
}

}  // namespace

void RegisterSparkIntervals(FunctionRegistry& registry) {
  Family family(registry, "date");
  constexpr size_t kDays = 3;
  constexpr size_t kAll = 7;
  family.Add({"make_ym_interval"}, "Makes an interval of years and months.",
             {{"make_ym_interval(1, 2)", "1 year 2 months"}}, AllOverloads(0, 2));
  family.Add({"make_dt_interval"}, "Makes an interval of days, hours, minutes and seconds.",
             {{"make_dt_interval(1, 2, 3, 4.5)", "1 day 02:03:04.5"}}, AllOverloads(kDays, kAll));
  family.Add({"make_interval"},
             "Makes an interval of years, months, weeks, days, hours, minutes and seconds.",
             {{"make_interval(1, 2, 3, 4, 5, 6, 7.5)", "1 year 2 months 25 days 05:06:07.5"}},
             AllOverloads(0, kAll));
  family.Add({"try_make_interval"}, "Makes an interval; NULL where it is out of range.",
             {{"try_make_interval(2147483647)", "NULL"}}, AllOverloads(0, kAll, true));
}

}  // namespace lakebolt
