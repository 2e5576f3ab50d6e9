// Lists of numbers and times in even steps.

#include <algorithm>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

/// Bounds what a slip of the pen may make: 2 GiB of numbers.
constexpr uint64_t kMostElements = uint64_t{1} << 28;

void CheckTotal(uint64_t total) {
  if (total > kMostElements) {
    throw UserError(ErrorCode::kOutOfRange, "lists of more than 2^28 elements in one step");
  }
}

bool AnyNull(std::span<const Vector> args, uint32_t row) {
  return std::any_of(args.begin(), args.end(),
                     [row](const Vector& arg) { return arg.IsNull(row); });
}

/// Counts the steps from `start` that stay before `stop` (or reach it, with `inclusive`).
uint64_t CountSteps(int64_t start, int64_t stop, int64_t step, bool inclusive) {
  if (step == 0) return 0;
  const bool down = step < 0;
  if (down ? start < stop : start > stop) return 0;
  const auto distance =
      static_cast<uint64_t>(down ? start : stop) - static_cast<uint64_t>(down ? stop : start);
  const uint64_t stride =
      down ? uint64_t{0} - static_cast<uint64_t>(step) : static_cast<uint64_t>(step);
  if (inclusive) return distance / stride + 1;
  return distance == 0 ? 0 : (distance - 1) / stride + 1;
}

/// Makes range(stop), range(start, stop), range(start, stop, step) of BIGINT.
Vector NumberRange(bool inclusive, std::span<const Vector> args, RowSet rows) {
  struct Steps {
    int64_t start = 0;
    int64_t step = 1;
  };
  const VectorReader<int64_t> first(args[0]);
  std::vector<ListEntry> entries(rows.size);
  std::vector<Steps> steps(rows.size);
  NullRows nulls(rows.size);
  uint64_t total = 0;
  rows.ForEach([&](uint32_t row) {
    if (AnyNull(args, row)) {
      nulls.Set(row);
      return;
    }
    int64_t stop = first[row];
    if (args.size() > 1) {
      steps[row].start = stop;
      stop = VectorReader<int64_t>(args[1])[row];
    }
    if (args.size() > 2) steps[row].step = VectorReader<int64_t>(args[2])[row];
    const uint64_t count = CountSteps(steps[row].start, stop, steps[row].step, inclusive);
    CheckTotal(count);
    CheckTotal(total + count);
    entries[row] = {static_cast<uint32_t>(total), static_cast<uint32_t>(count)};
    total += count;
  });
  Vector elements(TypeId::kInt64, static_cast<uint32_t>(total));
  auto* numbers = elements.mutable_values<int64_t>();
  for (uint32_t row = 0; row < rows.size; ++row) {
    auto next = static_cast<uint64_t>(steps[row].start);
    int64_t* const own = numbers + entries[row].offset;
    ForEachBlock(entries[row].length, [&](size_t begin, size_t end) {
      for (size_t k = begin; k < end; ++k) {
        own[k] = static_cast<int64_t>(next);
        next += static_cast<uint64_t>(steps[row].step);
      }
    });
  }
  return MakeListVector(LogicalType::List(TypeId::kInt64), entries, std::move(elements),
                        nulls.Take());
}

/// Adds a step to a timestamp in microseconds; months first, clipped to their end.
int64_t AddSteps(int64_t micros, const Interval& step) {
  constexpr int64_t kMicrosPerDay = 86'400'000'000;
  constexpr int64_t kNanosPerMicro = 1000;
  int64_t days = micros / kMicrosPerDay;
  int64_t of_day = micros % kMicrosPerDay;
  if (of_day < 0) {
    of_day += kMicrosPerDay;
    --days;
  }
  const auto leave = [] {
    throw UserError(ErrorCode::kOutOfRange, "the range leaves the calendar");
  };
  if (step.months != 0) {
    const auto moved = AddMonths(static_cast<int32_t>(days), step.months);
    if (!moved) leave();
    days = *moved;
  }
  days += step.days;
  const int128_t next =
      static_cast<int128_t>(days) * kMicrosPerDay + of_day + step.nanos / kNanosPerMicro;
  const auto ticks = static_cast<int64_t>(next);
  if (ticks != next || !IsFiniteTimestamp(ticks)) leave();
  return ticks;
}

int SignOf(const Interval& step) {
  const auto sign = [](int64_t x) { return x > 0 ? 1 : (x < 0 ? -1 : 0); };
  const bool up = sign(step.months) > 0 || sign(step.days) > 0 || sign(step.nanos) > 0;
  const bool down = sign(step.months) < 0 || sign(step.days) < 0 || sign(step.nanos) < 0;
  if (up && down) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the step of a range goes in one direction, not to and fro");
  }
  return up ? 1 : (down ? -1 : 0);
}

Vector TimeRange(const LogicalType& type, bool inclusive, std::span<const Vector> args,
                 RowSet rows) {
  const VectorReader<int64_t> starts(args[0]);
  const VectorReader<int64_t> stops(args[1]);
  const VectorReader<Interval> steps(args[2]);
  std::vector<ListEntry> entries(rows.size);
  GrowingArray<int64_t> times;
  NullRows nulls(rows.size);
  rows.ForEach([&](uint32_t row) {
    if (AnyNull(args, row)) {
      nulls.Set(row);
      return;
    }
    const Interval step = steps[row];
    const int sign = SignOf(step);
    const auto begin = static_cast<uint32_t>(times.size());
    int64_t at = starts[row];
    const int64_t stop = stops[row];
    if (!IsFiniteTimestamp(at) || !IsFiniteTimestamp(stop)) {
      throw UserError(ErrorCode::kInvalidArgument, "a range of timestamps cannot be infinite");
    }
    while (sign != 0 && (sign > 0 ? at < stop : at > stop)) {
      times.Add(at);
      CheckTotal(times.size());
      at = AddSteps(at, step);
    }
    if (sign != 0 && inclusive && at == stop) times.Add(at);
    entries[row] = {begin, static_cast<uint32_t>(times.size()) - begin};
  });
  Vector elements(type, static_cast<uint32_t>(times.size()));
  CopyBytes(elements.mutable_values<int64_t>(), times.data(), times.size() * sizeof(int64_t));
  return MakeListVector(LogicalType::List(type), entries, std::move(elements), nulls.Take());
}

ScalarOverload NumberOverload(bool inclusive, size_t arguments) {
  return MakeBinding(Types(arguments, TypeId::kInt64),
                     [inclusive](const Types& actual) -> std::optional<BoundScalar> {
                       return MakeBound(
                           Types(actual.size(), TypeId::kInt64), LogicalType::List(TypeId::kInt64),
                           [inclusive](std::span<const Vector> args, RowSet rows) {
                             return NumberRange(inclusive, args, rows);
                           },
                           true);
                     });
}

ScalarOverload TimeOverload(bool inclusive, bool with_zone) {
  const LogicalType type = LogicalType::Timestamp(TimeUnit::kMicro, with_zone);
  return MakeBinding({type, type, TypeId::kInterval},
                     [=](const Types&) -> std::optional<BoundScalar> {
                       return MakeBound(
                           {type, type, TypeId::kInterval}, LogicalType::List(type),
                           [=](std::span<const Vector> args, RowSet rows) {
                             return TimeRange(type, inclusive, args, rows);
                           },
                           true);
                     });
}

std::vector<ScalarOverload> Overloads(bool inclusive) {
  return {NumberOverload(inclusive, 1), NumberOverload(inclusive, 2), NumberOverload(inclusive, 3),
          TimeOverload(inclusive, false), TimeOverload(inclusive, true)};
}

}  // namespace

void RegisterListRange(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{"range",
                              {},
                              "list",
                              "Makes the list of numbers or times from a start (0) to before a "
                              "stop, in steps (of 1).",
                              {{"range(3)", "[0, 1, 2]"}, {"range(10, 1, -4)", "[10, 6, 2]"}},
                              SeesNulls(),
                              Overloads(false)});
  registry.Add(ScalarFunction{"generate_series",
                              {"sequence"},
                              "list",
                              "Makes the list of numbers or times from a start (0) to a stop, in "
                              "steps (of 1); the stop is included.",
                              {{"generate_series(1, 3)", "[1, 2, 3]"}},
                              SeesNulls(),
                              Overloads(true)});
}

}  // namespace lakebolt
