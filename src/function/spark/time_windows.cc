// time_windows(time, width, slide, start): the windows that a moment lies in, and window_time.

#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

const LogicalType kSpan = TypeId::kInterval;

/// Returns the microseconds of a width; throws where it is one of months, or not positive.
int64_t MicrosOf(Interval span, bool positive) {
  constexpr int64_t kNanosPerMicro = 1'000;
  const auto micros = static_cast<int64_t>(span.Normalized() / kNanosPerMicro);
  if (span.months != 0 || (positive && micros <= 0)) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "the width of a window of time is of days and time, and greater than 0");
  }
  return micros;
}

/// Says how windows lie.
struct Windows {
  int64_t width;
  int64_t slide;
  int64_t start;

  /// Returns the beginning of the last window that a moment may lie in.
  int64_t Last(int64_t micros) const {
    return micros - FloorMod(micros - FloorMod(start, slide), slide);
  }
  /// Counts the windows that a moment lies in.
  int64_t Count(int64_t micros) const {
    const int64_t rest = width - (micros - Last(micros));
    return rest <= 0 ? 0 : (rest + slide - 1) / slide;
  }
};

LogicalType WindowType(const LogicalType& time) {
  return LogicalType::Struct({{"start", time}, {"end", time}});
}

/// Makes the kernel that lists windows, the earliest first.
ScalarKernel WindowsKernel(const LogicalType& time) {
  return [=](std::span<const Vector> args, RowSet rows) {
    const VectorReader<int64_t> times(args[0]);
    const VectorReader<Interval> widths(args[1]);
    const VectorReader<Interval> slides(args[2]);
    const VectorReader<Interval> starts(args[3]);
    constexpr int64_t kMost = 100'000;
    std::vector<int64_t> begins;
    std::vector<int64_t> ends;
    Vector out(LogicalType::List(WindowType(time)), rows.size);
    auto* entries = out.mutable_values<ListEntry>();
    rows.ForEach([&](uint32_t row) {
      const int64_t width = MicrosOf(widths[row], true);
      const Windows windows{width, MicrosOf(slides[row], true), MicrosOf(starts[row], false)};
      const auto offset = static_cast<uint32_t>(begins.size());
      const int64_t count = IsFiniteTimestamp(times[row]) ? windows.Count(times[row]) : int64_t{0};
      if (windows.slide > width || count > kMost) {
        throw UserError(ErrorCode::kInvalidArgument,
                        "windows of time slide by at most their width, and not too slowly");
      }
      const int64_t last = windows.Last(times[row]);
      for (int64_t i = count; i-- > 0;) {
        begins.push_back(last - i * windows.slide);
        ends.push_back(begins.back() + width);
      }
      entries[row] = {offset, static_cast<uint32_t>(count)};
    });
    const auto size = static_cast<uint32_t>(begins.size());
    Vector elements(WindowType(time), size);
    const std::vector<int64_t>* sides[] = {&begins, &ends};
    for (size_t i = 0; i < 2; ++i) {
      Vector side(time, size);
      std::copy(sides[i]->begin(), sides[i]->end(), side.mutable_values<int64_t>());
      elements.mutable_children()[i] = std::move(side);
    }
    out.mutable_children()[0] = std::move(elements);
    return out;
  };
}

ScalarOverload WindowsOverload(const LogicalType& time) {
  return KernelOverload({time, kSpan, kSpan, kSpan}, LogicalType::List(WindowType(time)),
                        WindowsKernel(time));
}

/// Makes the overload that takes the last moment of a window.
ScalarOverload LastMoment() {
  ScalarOverload overload;
  overload.parameters = {WindowType(LogicalType::Timestamp())};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    const bool fits = actual.size() == 1 && actual[0].id() == TypeId::kStruct &&
                      actual[0].children().size() == 2 &&
                      actual[0].children()[1].type.id() == TypeId::kTimestamp;
    if (!fits) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = actual[0].children()[1].type;
    bound.traits.can_fail = false;
    bound.kernel = [type = bound.result](std::span<const Vector> args, RowSet rows) {
      const Vector windows = args[0].Flatten();
      const auto last = [](int64_t end) { return end - 1; };
      return MakeKernel<int64_t>(type, last)(std::span(windows.children()).subspan(1, 1), rows);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterSparkTimeWindows(FunctionRegistry& registry) {
  Family family(registry, "date");
  family.Add(
      {"time_windows"},
      "Lists the windows of a width that a moment lies in; they begin every `slide`, counted "
      "from 1970 plus `start`. GROUP BY window(time, width, slide, start) uses it.",
      {{"time_windows(TIMESTAMP_NTZ '2021-01-01 00:06:00', INTERVAL '5 minutes', "
        "INTERVAL '5 minutes', INTERVAL '0 minutes')",
        "[{'start': '2021-01-01 00:05:00', 'end': '2021-01-01 00:10:00'}]"}},
      {WindowsOverload(LogicalType::Timestamp()),
       WindowsOverload(LogicalType::Timestamp(TimeUnit::kMicro, true))});
  family.Add({"window_time"}, "Returns the last moment of a window of time.",
             {{"window_time({'start': TIMESTAMP_NTZ '2021-01-01 00:00:00', "
               "'end': TIMESTAMP_NTZ '2021-01-01 00:05:00'})",
               "2021-01-01 00:04:59.999999"}},
             {LastMoment()});
}

}  // namespace lakebolt
