// time_bucket(width, x): the start of the bucket of equal width that a moment lies in. Buckets of
// days and smaller parts count from Monday, 2000-01-03, those of months from 2000-01-01, or from an
// origin.

#include "function/cast.h"
#include "function/scalar/date/clock_kernel.h"
#include "function/scalar/date/date_families.h"
#include "function/scalar/date/zoned_arithmetic.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

constexpr int32_t kDayOrigin = 10'959;    // 2000-01-03
constexpr int32_t kMonthOrigin = 10'957;  // 2000-01-01

/// Checks a width; the error tells what is wrong with it.
void CheckWidth(Interval width, bool zoned) {
  const char* problem = nullptr;
  if (width.months != 0) {
    if (width.days != 0 || width.nanos != 0) {
      problem = "a width of months cannot have days or time";
    } else if (width.months < 0) {
      problem = "the width of buckets must be greater than 0";
    }
  } else if (zoned && width.days != 0 && width.nanos != 0) {
    problem = "a width of days cannot have time";
  } else if (width.Normalized() < 1'000) {
    problem = "the width of buckets must be greater than 0";
  }
  if (problem != nullptr) throw UserError(ErrorCode::kInvalidArgument, problem);
}

int64_t DefaultOrigin(Interval width) {
  return (width.months != 0 ? kMonthOrigin : kDayOrigin) * kMicrosPerDay;
}

int64_t MonthsSince1970(int64_t micros) {
  const CivilDate date = CivilFromDays(static_cast<int32_t>(FloorDiv(micros, kMicrosPerDay)));
  return (static_cast<int64_t>(date.year) - 1970) * 12 + date.month - 1;
}

int64_t StartOfMonth(int64_t months) {
  constexpr int64_t kMostMonths = 290'000 * 12;
  if (months > kMostMonths || months < -kMostMonths) {
    throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
  }
  const auto year = static_cast<int32_t>(1970 + FloorDiv(months, 12));
  const auto month = static_cast<int32_t>(FloorMod(months, 12) + 1);
  return DaysFromCivil({year, month, 1}) * kMicrosPerDay;
}

/// Finds the bucket on a clock without a zone.
int64_t PlainBucket(Interval width, int64_t micros, int64_t origin) {
  if (width.months != 0) {
    const int64_t first = MonthsSince1970(origin);
    const int64_t past = MonthsSince1970(micros) - first;
    return StartOfMonth(first + FloorDiv(past, width.months) * width.months);
  }
  const auto step = static_cast<int64_t>(width.Normalized() / 1'000);
  const int64_t shift = origin % step;
  int64_t start;
  if (__builtin_sub_overflow(micros, shift, &start) ||
      __builtin_mul_overflow(FloorDiv(start, step), step, &start) ||
      __builtin_add_overflow(start, shift, &start)) {
    throw UserError(ErrorCode::kOutOfRange, "timestamp out of range");
  }
  return start;
}

/// Finds the bucket in a zone: months and days count on the wall clock.
int64_t ZonedBucket(ZoneClock& clock, Interval width, int64_t micros, int64_t origin) {
  if (width.months != 0) {
    return clock.ToUtc(PlainBucket(width, clock.ToLocal(micros), clock.ToLocal(origin)));
  }
  if (width.days == 0) return PlainBucket(width, micros, origin);
  const int64_t past = micros >= origin ? WholeZonedDays(clock, origin, micros, kMicrosPerSecond)
                                        : -WholeZonedDays(clock, micros, origin, kMicrosPerSecond);
  const int64_t days = past / width.days * width.days;
  const int64_t start = AddZonedDays(clock, origin, days, kMicrosPerSecond);
  return start <= micros ? start : AddZonedDays(clock, start, -width.days, kMicrosPerSecond);
}

int64_t Bucket(ZoneClock& clock, bool zoned, Interval width, int64_t micros, int64_t origin) {
  CheckWidth(width, zoned);
  if (!IsFiniteTimestamp(micros)) return micros;
  return zoned ? ZonedBucket(clock, width, micros, origin) : PlainBucket(width, micros, origin);
}

int64_t Move(ZoneClock& clock, bool zoned, int64_t micros, Interval span) {
  return zoned ? MoveZoned(clock, micros, span, kMicrosPerSecond)
               : MoveTimestamp(micros, span, kMicrosPerSecond);
}

Interval Negated(Interval span) {
  return {-span.months, -span.days, -span.nanos};
}

using Types = std::vector<LogicalType>;

/// Makes the kernel for timestamps; dates and times are cast around it. Days of timestamps with
/// zone are those of UTC, unless a zone is named.
ScalarKernel BucketKernel(const LogicalType& type, const LogicalType* third) {
  const bool zoned = type.with_zone();
  const LogicalType utc = LogicalType::Timestamp();
  if (third == nullptr) {
    return MakeClockKernel<Interval, int64_t>(
        utc, type, [=](ZoneClock& clock, Interval width, int64_t micros) {
          return Bucket(clock, zoned, width, micros, DefaultOrigin(width));
        });
  }
  if (third->id() == TypeId::kInterval) {
    return MakeClockKernel<Interval, int64_t, Interval>(
        utc, type, [=](ZoneClock& clock, Interval width, int64_t micros, Interval offset) {
          const int64_t moved = Move(clock, zoned, micros, Negated(offset));
          const int64_t start = Bucket(clock, zoned, width, moved, DefaultOrigin(width));
          return Move(clock, zoned, start, offset);
        });
  }
  if (third->id() == TypeId::kVarchar) {
    return MakeKernel<Interval, int64_t, StringView>(
        type, [=](Interval width, int64_t micros, const StringView& zone) {
          ZoneClock clock(TimeZone::Require(zone.view()), kMicrosPerSecond);
          return Bucket(clock, true, width, micros, clock.ToUtc(DefaultOrigin(width)));
        });
  }
  return MakeClockKernel<Interval, int64_t, int64_t>(
      utc, type,
      [=](ZoneClock& clock, Interval width, int64_t micros,
          int64_t origin) -> std::optional<int64_t> {
        if (!IsFiniteTimestamp(origin)) return std::nullopt;
        return Bucket(clock, zoned, width, micros, origin);
      });
}

/// Puts a kernel for timestamps to use for dates and times of day.
ScalarKernel Around(ScalarKernel kernel, const LogicalType& outer, const LogicalType& inner) {
  if (outer == inner) return kernel;
  return [=](std::span<const Vector> args, RowSet rows) {
    std::vector<Vector> cast;
    const auto in = [&](const Vector& arg) {
      if (arg.type() != outer) return arg;
      return outer.id() == TypeId::kTime ? arg.Retyped(inner)
                                         : CastVector(arg, inner, rows, CastMode::kStrict);
    };
    for (const Vector& arg : args) cast.push_back(in(arg));
    return CastVector(kernel(cast, rows), outer, rows, CastMode::kStrict);
  };
}

std::optional<BoundScalar> BindBucket(const Types& actual) {
  if (actual.size() < 2 || actual.size() > 3) return std::nullopt;
  LogicalType type = actual[1].id() == TypeId::kTimestamp
                         ? LogicalType::Timestamp(TimeUnit::kMicro, actual[1].with_zone())
                         : actual[1];
  if (type.id() == TypeId::kNull) type = LogicalType::Timestamp();
  if (type.id() != TypeId::kTimestamp && type.id() != TypeId::kDate &&
      type != LogicalType::Time()) {
    return std::nullopt;
  }
  BoundScalar bound;
  std::optional<LogicalType> third;
  if (actual.size() == 3) {
    third = actual[2];
    if (third->id() == TypeId::kVarchar) {
      type = LogicalType::Timestamp(TimeUnit::kMicro, true);
    } else if (third->id() != TypeId::kInterval) {
      if (third->id() == TypeId::kTimestamp && type.id() == TypeId::kDate) type = *third;
      if (third->with_zone()) type = LogicalType::Timestamp(TimeUnit::kMicro, true);
      third = type;
    }
  }
  const LogicalType inner = type.id() == TypeId::kTimestamp ? type : LogicalType::Timestamp();
  bound.arguments = {TypeId::kInterval, type};
  if (third) bound.arguments.push_back(*third);
  bound.result = type;
  bound.kernel = Around(BucketKernel(inner, third ? &*third : nullptr), type, inner);
  return bound;
}

}  // namespace

void RegisterTimeBucket(FunctionRegistry& registry) {
  const LogicalType timestamp = LogicalType::Timestamp();
  const LogicalType interval = TypeId::kInterval;
  std::vector<ScalarOverload> overloads;
  for (const Types& parameters :
       {Types{interval, timestamp}, Types{interval, timestamp, interval}}) {
    ScalarOverload overload;
    overload.parameters = parameters;
    overload.bind = [count = parameters.size()](const Types& actual) {
      return actual.size() == count ? BindBucket(actual) : std::nullopt;
    };
    overloads.push_back(std::move(overload));
  }
  registry.Add(ScalarFunction{
      "time_bucket",
      {},
      "date",
      "Returns the start of the bucket of a width that a date or timestamp lies in; an interval "
      "moves the buckets, a third date or timestamp is where they begin, a text the time zone that "
      "days are counted in.",
      {{"time_bucket(INTERVAL '2 weeks', DATE '2020-02-29')", "2020-02-17"},
       {"time_bucket(INTERVAL '1 day', TIMESTAMP '2020-02-29 05:00:00', INTERVAL '6 hours')",
        "2020-02-28 06:00:00"}},
      {},
      std::move(overloads)});
}

}  // namespace lakebolt
