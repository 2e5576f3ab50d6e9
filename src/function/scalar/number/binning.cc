// Numbers in bins: width_bucket and equi_width_bins.

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "function/cast.h"
#include "function/scalar/date/binning_time.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/scalar/further_families.h"
#include "function/scalar_adapter.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

const LogicalType kDouble = TypeId::kFloat64;
const LogicalType kBigint = TypeId::kInt64;
const LogicalType kInterval = TypeId::kInterval;
constexpr int64_t kMostBins = 1000000;

/// Returns the number of the bin, from 1, of `count` equal ones from `low` to `high`: 0 below them,
/// count + 1 above. Counts down where `low` is above `high`. NULL for what makes no bins.
std::optional<int64_t> WidthBucket(double value, double low, double high, int64_t count) {
  constexpr int64_t kLargest = INT64_MAX;
  if (count <= 0 || count == kLargest || low == high || std::isnan(value) || !std::isfinite(low) ||
      !std::isfinite(high)) {
    return std::nullopt;
  }
  const bool down = low > high;
  if (down ? value > low : value < low) return 0;
  if (down ? value <= high : value >= high) return count + 1;
  double place = static_cast<double>(count) * (value - low) / (high - low);
  if (!std::isfinite(place)) {  // of bounds far apart
    place = static_cast<double>(count) * ((value / 2 - low / 2) / (high / 2 - low / 2));
  }
  return static_cast<int64_t>(place) + 1;
}

/// Does so for intervals, in which a month counts as 30 days.
std::optional<int64_t> IntervalBucket(const Interval& value, const Interval& low,
                                      const Interval& high, int64_t count) {
  const auto days = [](const Interval& interval) {
    constexpr double kNanosADay = 86400e9;
    return interval.months * 30.0 + interval.days +
           static_cast<double>(interval.nanos) / kNanosADay;
  };
  return WidthBucket(days(value), days(low), days(high), count);
}

/// Returns the power of ten below `number`.
double PowerBelow(double number) {
  double power = 1;
  if (number < 1) {
    while (power > number) power /= 10;
    return power;
  }
  while (power < number) power *= 10;
  return power / 10;
}
int128_t PowerBelow(int128_t number) {
  int128_t power = 1;
  while (power < number) power *= 10;
  return power / 10;
}

double RoundTo(double number, double unit, bool up) {
  const double rounded = (up ? std::ceil(number / unit) : std::round(number / unit)) * unit;
  return std::isfinite(rounded) ? rounded : number;
}
int128_t RoundTo(int128_t number, int128_t unit, bool up) {
  if (unit == 0) return number;
  return (number + (up ? unit - 1 : unit / 2)) / unit * unit;
}

/// Rounds a step to a multiple of 2 or 5 times a power of ten, whichever is nearer.
template <typename T>
T NiceStep(T step) {
  if (step == 0) return step;
  const T power = PowerBelow(step);
  const T two = power * (power * 3 <= step ? 10 : 2);
  const T five = power * (power * 2 <= step ? 5 : 1);
  const T by_two = RoundTo(step, two, false);
  const T by_five = RoundTo(step, five, false);
  const auto distance = [step](T rounded) {
    return rounded < step ? step - rounded : rounded - step;
  };
  return distance(by_two) < distance(by_five) ? by_two : by_five;
}

void CheckBins(bool ordered, int64_t count) {
  if (!ordered) {
    throw UserError(ErrorCode::kInvalidArgument, "equi_width_bins: the least is above the most");
  }
  if (count < 1 || count > kMostBins) {
    throw UserError(ErrorCode::kOutOfRange,
                    "equi_width_bins makes 1 to 1000000 bins, not " + std::to_string(count));
  }
}

/// Returns the upper bounds of bins of whole numbers, downwards.
std::vector<int64_t> WholeBins(int64_t low, int64_t high, int64_t count, bool nice) {
  CheckBins(low <= high, count);
  // Thousandths keep the bounds from shifting where the span is no multiple of the step.
  constexpr int128_t kParts = 1000;
  const int128_t begin = kParts * low;
  int128_t end = kParts * high;
  int128_t step = (end - begin) / count;
  if (nice) {
    const int128_t nice_step = NiceStep(step);
    const int128_t nice_end = RoundTo(end, nice_step, true);
    if (nice_end != begin && nice_step != 0) {
      end = nice_end;
      step = nice_step;
    }
    count *= 2;  // the number of nice bins is only about what was asked for
  }
  std::vector<int64_t> bounds;
  for (; end > begin; end -= step) {
    const auto bound = static_cast<int64_t>(std::min<int128_t>(end / kParts, INT64_MAX));
    if (!bounds.empty() && (bound < low || static_cast<int64_t>(bounds.size()) >= count)) break;
    if (bounds.empty() || bound != bounds.back()) bounds.push_back(bound);
    if (step == 0) break;
  }
  return bounds;
}

std::vector<double> DoubleBins(double low, double high, int64_t count, bool nice) {
  if (!std::isfinite(low) || !std::isfinite(high)) {
    throw UserError(ErrorCode::kInvalidArgument, "equi_width_bins needs finite bounds");
  }
  CheckBins(low <= high, count);
  const auto parts = static_cast<double>(count);
  double step = std::isfinite(high - low) ? (high - low) / parts : high / parts - low / parts;
  std::vector<double> bounds;
  if (step == 0) return bounds;
  const double precision = 10 / PowerBelow(step);
  double end = high;
  if (nice) {
    step = NiceStep(step);
    end = RoundTo(high, step, true);
    count *= 2;
  }
  for (; end > low; end -= step) {
    const double bound = nice ? std::round(end * precision) / precision : end;
    if (!bounds.empty() && bounds.back() == bound) continue;
    if (bound <= low || static_cast<int64_t>(bounds.size()) >= count) break;
    bounds.push_back(bound);
    if (end - step == end) break;
  }
  return bounds;
}

std::vector<int64_t> TimeBins(int64_t low, int64_t high, int64_t count, bool nice) {
  if (!IsFiniteTimestamp(low) || !IsFiniteTimestamp(high)) {
    throw UserError(ErrorCode::kInvalidArgument, "equi_width_bins needs finite bounds");
  }
  return nice ? NiceTimeBins(low, high, count) : WholeBins(low, high, count, false);
}

template <typename T>
using MakeBins = std::vector<T> (*)(T low, T high, int64_t count, bool nice);

template <typename T>
ScalarKernel BinsKernel(const LogicalType& element, MakeBins<T> make) {
  return [element, make](std::span<const Vector> args, RowSet rows) {
    const VectorReader<T> low(args[0]);
    const VectorReader<T> high(args[1]);
    const VectorReader<int64_t> count(args[2]);
    const VectorReader<uint8_t> nice(args[3]);
    Vector out(LogicalType::List(element), rows.size);
    auto* entries = out.mutable_values<ListEntry>();
    std::vector<T> all;
    rows.ForEach([&](uint32_t row) {
      // One value makes one bin; the last of several reaches to the most there is.
      CheckBins(low[row] <= high[row], count[row]);
      std::vector<T> bounds = {high[row]};
      if (low[row] < high[row]) {
        bounds = make(low[row], high[row], count[row], nice[row] != 0);
        if (bounds.empty()) bounds = {high[row]};
        bounds[0] = std::max(bounds[0], high[row]);
      }
      entries[row] = {static_cast<uint32_t>(all.size()), static_cast<uint32_t>(bounds.size())};
      all.insert(all.end(), bounds.rbegin(), bounds.rend());
    });
    Vector child(element, static_cast<uint32_t>(all.size()));
    std::copy(all.begin(), all.end(), child.mutable_values<T>());
    out.mutable_children()[0] = std::move(child);
    return out;
  };
}

/// Makes the overload for bounds that `T` holds; the bins are of the second bound's type.
template <typename T>
ScalarOverload BinsOverload(const LogicalType& type, MakeBins<T> make) {
  ScalarOverload overload;
  overload.parameters = {type, type, kBigint, TypeId::kBoolean};
  overload.bind = [type,
                   make](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 4) return std::nullopt;
    const auto fits = [&type](const LogicalType& given) {
      if (given.id() == TypeId::kNull) return true;
      if (type.IsTemporal()) return given.IsTemporal() && given.id() != TypeId::kTime;
      return type.IsInteger() ? given.IsInteger() : given.IsNumeric();
    };
    if (!fits(actual[0]) || !fits(actual[1])) return std::nullopt;
    const bool keeps = type.id() != TypeId::kFloat64 && actual[1].id() != TypeId::kNull;
    const LogicalType element = keeps ? actual[1] : type;
    BoundScalar bound;
    bound.arguments = {type, type, kBigint, TypeId::kBoolean};
    bound.result = LogicalType::List(element);
    bound.kernel = [kernel = BinsKernel<T>(type, make), result = bound.result](
                       std::span<const Vector> args, RowSet rows) {
      Vector out = kernel(args, rows);
      return out.type() == result ? out : CastVector(out, result, rows, CastMode::kStrict);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterBinning(FunctionRegistry& registry) {
  Family family(registry, "math");
  family.Add({"width_bucket"},
             "Returns which of n equal bins between two bounds a number falls into, from 1; 0 "
             "below, n + 1 above.",
             {{"width_bucket(5.3, 0.2, 10.6, 5)", "3"}},
             {MakeOverload<double, double, double, int64_t>({kDouble, kDouble, kDouble, kBigint},
                                                            kBigint, WidthBucket),
              MakeOverload<Interval, Interval, Interval, int64_t>(
                  {kInterval, kInterval, kInterval, kBigint}, kBigint, IntervalBucket)},
             NeverFails());
  family.Add(
      {"equi_width_bins"},
      "Returns the upper bounds of about n equal bins between two numbers or times, round ones if "
      "the last argument is true.",
      {{"equi_width_bins(0, 10, 2, true)", "[5, 10]"},
       {"equi_width_bins(0.0, 1.0, 4, false)", "[0.25, 0.5, 0.75, 1.0]"}},
      {BinsOverload<int64_t>(kBigint, WholeBins), BinsOverload<double>(kDouble, DoubleBins),
       BinsOverload<int64_t>(LogicalType::Timestamp(), TimeBins)});
}

}  // namespace lakebolt
