// strftime: dates and timestamps printed by a format.

#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_pattern.h"
#include "function/scalar/date/print_by_pattern.h"
#include "function/scalar/families.h"
#include "types/format.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

void PrintInstant(ZoneClock& clock, bool zoned, int64_t ticks, int64_t per_second,
                  const DatePattern& pattern, std::string& out) {
  WallTime time{SplitTimestamp(clock.ToLocal(ticks), per_second)};
  if (zoned) {
    time.offset = clock.Offset(ticks);
    time.zone = clock.zone().name();
  }
  pattern.Print(time, out);
}

/// Makes strftime of timestamps, with the format before or after.
ScalarKernel PrintTimestamps(const LogicalType& type, bool format_first) {
  const bool zoned = type.with_zone();
  const int64_t per_second = TicksPerSecond(type.unit());
  return [=](std::span<const Vector> args, RowSet rows) {
    PatternCache patterns;
    std::string out;
    const auto print = [&](StringHeap& heap, ZoneClock& clock, int64_t ticks,
                           const StringView& format) {
      if (!IsFiniteTimestamp(ticks)) {
        return heap.Add(TimestampToString(ticks, TimeUnit::kMicro, false));
      }
      out.clear();
      PrintInstant(clock, zoned, ticks, per_second, patterns.Get(format.view()), out);
      return heap.Add(out);
    };
    if (!format_first) {
      return MakeClockKernel<int64_t, StringView>(type, kText, print)(args, rows);
    }
    const auto swapped = [&](StringHeap& heap, ZoneClock& clock, const StringView& format,
                             int64_t ticks) { return print(heap, clock, ticks, format); };
    return MakeClockKernel<StringView, int64_t>(type, kText, swapped)(args, rows);
  };
}

ScalarKernel PrintDates(bool format_first) {
  return [=](std::span<const Vector> args, RowSet rows) {
    PatternCache patterns;
    std::string out;
    const auto print = [&](StringHeap& heap, int32_t days, const StringView& format) {
      if (!IsFiniteDate(days)) return heap.Add(DateToString(days));
      out.clear();
      patterns.Get(format.view()).Print({{days, 0}}, out);
      return heap.Add(out);
    };
    if (!format_first) return MakeKernel<int32_t, StringView>(kText, print)(args, rows);
    const auto swapped = [&](StringHeap& heap, const StringView& format, int32_t days) {
      return print(heap, days, format);
    };
    return MakeKernel<StringView, int32_t>(kText, swapped)(args, rows);
  };
}

ScalarOverload PrintOverload(const LogicalType& type, bool format_first) {
  ScalarOverload overload;
  overload.parameters = format_first ? std::vector{kText, type} : std::vector{type, kText};
  overload.result = kText;
  overload.kernel =
      type.id() == TypeId::kDate ? PrintDates(format_first) : PrintTimestamps(type, format_first);
  return overload;
}

}  // namespace

Vector PrintByPattern(const Vector& times, const std::string& pattern, RowSet rows) {
  Selection there = Selection::Allocate(rows.count);
  uint32_t count = 0;
  rows.ForEach([&](uint32_t row) {
    there.data()[count] = row;
    count += times.IsNull(row) ? 0 : 1;
  });
  const RowSet valid{there.data(), count, rows.size};
  const Vector args[] = {times, Vector::Constant(Value::Varchar(pattern), times.size())};
  Vector out = PrintOverload(times.type(), false).kernel(args, valid);
  if (count == rows.count) return out;
  rows.ForEach([&](uint32_t row) {
    if (times.IsNull(row)) out.SetNull(row);
  });
  return out;
}

void RegisterDateFormat(FunctionRegistry& registry) {
  std::vector<ScalarOverload> overloads;
  for (const LogicalType& type :
       {LogicalType(TypeId::kDate), LogicalType::Timestamp(),
        LogicalType::Timestamp(TimeUnit::kNano), LogicalType::Timestamp(TimeUnit::kMicro, true)}) {
    for (const bool format_first : {false, true}) {
      overloads.push_back(PrintOverload(type, format_first));
    }
  }
  registry.Add(
      ScalarFunction{"strftime",
                     {},
                     "date",
                     "Prints a date or timestamp by a format such as '%d.%m.%Y'.",
                     {{"strftime(DATE '2020-02-29', '%d.%m.%Y')", "29.02.2020"},
                      {"strftime(TIMESTAMP '2020-02-29 15:04:05.6', '%-I:%M %p, %a %-d %b %f')",
                       "3:04 PM, Sat 29 Feb 600000"}},
                     {},
                     std::move(overloads)});
}

}  // namespace lakebolt
