// sequence(start, stop [, step]) of numbers, dates and timestamps. The step is from start to stop
// unless given; element i is start + i * step, so that months do not lose days on their way.

#include <algorithm>

#include "base/error.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/spark/families.h"
#include "types/calendar.h"

namespace lakebolt {

namespace {

/// Bounds what a slip of the pen may make.
constexpr uint64_t kMostElements = uint64_t{1} << 28;

[[noreturn]] void ThrowBoundaries() {
  throw UserError(ErrorCode::kInvalidArgument,
                  "the step of a sequence does not lead from its start to its stop");
}

void CheckSize(uint64_t count) {
  if (count <= kMostElements) return;
  throw UserError(ErrorCode::kOutOfRange, "a sequence makes at most 2^28 elements");
}

/// Appends start, start + step, … up to stop.
void AppendNumbers(int64_t start, int64_t stop, int64_t step, std::vector<int64_t>& out) {
  if (start != stop && (step == 0 || (step > 0) != (stop > start))) ThrowBoundaries();
  const uint64_t distance = stop > start
                                ? static_cast<uint64_t>(stop) - static_cast<uint64_t>(start)
                                : static_cast<uint64_t>(start) - static_cast<uint64_t>(stop);
  const uint64_t stride =
      step < 0 ? uint64_t{0} - static_cast<uint64_t>(step) : static_cast<uint64_t>(step);
  const uint64_t count = distance == 0 ? 1 : distance / stride + 1;
  CheckSize(out.size() + std::min(count, kMostElements + 1));
  auto next = static_cast<uint64_t>(start);
  for (uint64_t i = 0; i < count; ++i) {
    out.push_back(static_cast<int64_t>(next));
    next += static_cast<uint64_t>(step);
  }
}

/// Returns a timestamp moved by `times` steps.
int64_t MoveBy(int64_t micros, const Interval& step, int64_t times) {
  constexpr int64_t kNanosPerMicro = 1000;
  int64_t days = FloorDiv(micros, kMicrosPerDay);
  const int64_t of_day = FloorMod(micros, kMicrosPerDay);
  if (step.months != 0) {
    const auto moved = AddMonths(static_cast<int32_t>(days), step.months * times);
    if (!moved) throw UserError(ErrorCode::kOutOfRange, "the sequence leaves the calendar");
    days = *moved;
  }
  days += step.days * times;
  return days * kMicrosPerDay + of_day + step.nanos / kNanosPerMicro * times;
}

/// Appends moments of microseconds.
void AppendTimes(int64_t start, int64_t stop, const Interval& step, std::vector<int64_t>& out) {
  const int64_t second = MoveBy(start, step, 1);
  const bool up = second > start;
  if (start != stop && (second == start || up != (stop > start))) ThrowBoundaries();
  int64_t at = start;
  for (int64_t i = 1; up ? at <= stop : at >= stop; ++i) {
    out.push_back(at);
    CheckSize(out.size());
    if (second == start) break;
    at = MoveBy(start, step, i);
  }
}

/// Runs `append(row, out)` for each row without NULLs and makes lists of `element` of it.
template <typename T, typename Append>
Vector MakeSequences(const LogicalType& element, RowSet rows, const Append& append) {
  std::vector<int64_t> numbers;
  std::vector<ListEntry> entries(rows.size);
  rows.ForEach([&](uint32_t row) {
    const auto begin = static_cast<uint32_t>(numbers.size());
    append(row, numbers);
    entries[row] = {begin, static_cast<uint32_t>(numbers.size()) - begin};
  });
  Vector elements(element, static_cast<uint32_t>(numbers.size()));
  std::transform(numbers.begin(), numbers.end(), elements.mutable_values<T>(),
                 [](int64_t number) { return static_cast<T>(number); });
  return MakeListVector(LogicalType::List(element), entries, std::move(elements), nullptr);
}

template <typename T>
ScalarKernel NumberKernel(const LogicalType& type) {
  return [type](std::span<const Vector> args, RowSet rows) {
    return MakeSequences<T>(type, rows, [&](uint32_t row, std::vector<int64_t>& out) {
      const int64_t start = VectorReader<T>(args[0])[row];
      const int64_t stop = VectorReader<T>(args[1])[row];
      const int64_t step =
          args.size() > 2 ? int64_t{VectorReader<T>(args[2])[row]} : (start <= stop ? 1 : -1);
      AppendNumbers(start, stop, step, out);
    });
  };
}

ScalarOverload NumberOverload(size_t count) {
  return MakeBinding(
      Types(count, TypeId::kInt64), [](const Types& actual) -> std::optional<BoundScalar> {
        const bool fits = std::all_of(actual.begin(), actual.end(), [](const LogicalType& type) {
          return type.IsInteger() || type.id() == TypeId::kNull;
        });
        if (!fits) return std::nullopt;
        const bool narrow = std::all_of(actual.begin(), actual.end(), [](const LogicalType& type) {
          return ImplicitCastCost(type, TypeId::kInt32).has_value();
        });
        const LogicalType type = narrow ? TypeId::kInt32 : TypeId::kInt64;
        return MakeBound(Types(actual.size(), type), LogicalType::List(type),
                         narrow ? NumberKernel<int32_t>(type) : NumberKernel<int64_t>(type), true);
      });
}

/// Makes the overload of dates (T is int32_t) or timestamps.
template <typename T>
ScalarOverload TimeOverload(const LogicalType& type, bool with_step) {
  Types parameters = {type, type};
  if (with_step) parameters.push_back(TypeId::kInterval);
  ScalarOverload overload;
  overload.parameters = parameters;
  overload.result = LogicalType::List(type);
  overload.kernel = [type](std::span<const Vector> args, RowSet rows) {
    constexpr int64_t kScale = sizeof(T) == sizeof(int32_t) ? kMicrosPerDay : 1;
    return MakeSequences<T>(type, rows, [&](uint32_t row, std::vector<int64_t>& out) {
      const int64_t start = VectorReader<T>(args[0])[row] * kScale;
      const int64_t stop = VectorReader<T>(args[1])[row] * kScale;
      Interval step{0, start <= stop ? 1 : -1, 0};
      if (args.size() > 2) step = VectorReader<Interval>(args[2])[row];
      const size_t begin = out.size();
      AppendTimes(start, stop, step, out);
      for (size_t i = begin; i < out.size(); ++i) out[i] = FloorDiv(out[i], kScale);
    });
  };
  return overload;
}

}  // namespace

void RegisterSparkSequence(FunctionRegistry& registry) {
  const LogicalType date = TypeId::kDate;
  const LogicalType wall = LogicalType::Timestamp();
  const LogicalType zoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
  Family(registry, "list", "spark")
      .Add({"sequence"},
           "Makes the array from a start to a stop, which is included, in steps: of 1 or a day, up "
           "or down, unless given.",
           {{"sequence(5, 1)", "[5, 4, 3, 2, 1]"},
            {"sequence(DATE '2018-01-31', DATE '2018-03-31', INTERVAL 1 MONTH)",
             "[2018-01-31, 2018-02-28, 2018-03-31]"}},
           {NumberOverload(2), NumberOverload(3), TimeOverload<int32_t>(date, false),
            TimeOverload<int32_t>(date, true), TimeOverload<int64_t>(wall, false),
            TimeOverload<int64_t>(wall, true), TimeOverload<int64_t>(zoned, false),
            TimeOverload<int64_t>(zoned, true)});
}

}  // namespace lakebolt
