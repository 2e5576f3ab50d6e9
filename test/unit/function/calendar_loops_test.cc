// Compares parts of many dates at once with those of each.

#include "function/scalar/date/calendar_loops.h"

#include <gtest/gtest.h>

#include <random>

#include "function/scalar/date/date_trunc.h"
#include "function/scalar/number/constant_divisor.h"
#include "types/calendar.h"

namespace lakebolt {
namespace {

constexpr DatePart kParts[] = {
    DatePart::kYear,      DatePart::kQuarter,      DatePart::kMonth,       DatePart::kDay,
    DatePart::kDayOfWeek, DatePart::kIsoDayOfWeek, DatePart::kDayOfYear,   DatePart::kHour,
    DatePart::kMinute,    DatePart::kSecond,       DatePart::kMillisecond, DatePart::kMicrosecond,
    DatePart::kWeek};

TEST(CalendarLoops, DatesAgreeOneByOne) {
  std::mt19937 random(3);
  int loops = 0;
  for (const int32_t span : {1'000, 1'000'000, 12'000'000}) {
    Vector dates(TypeId::kDate, 1000);
    auto* days = dates.mutable_values<int32_t>();
    for (int i = 0; i < 1000; ++i) days[i] = static_cast<int32_t>(random() % (2U * span)) - span;
    std::vector<int64_t> parts(1000);
    std::vector<int64_t> starts(1000);
    for (const DatePart part : kParts) {
      if (PartsOfDates(part, dates, RowSet::Dense(1000), parts.data())) {
        ++loops;
        for (int i = 0; i < 1000; ++i) ASSERT_EQ(parts[i], PartOf(part, {days[i], 0})) << days[i];
      }
      if (TruncateDates(part, dates, 1, RowSet::Dense(1000), starts.data())) {
        ++loops;
        for (int i = 0; i < 1000; ++i) {
          ASSERT_EQ(starts[i], TruncateTimestamp(part, days[i] * kSecondsPerDay, 1)) << days[i];
        }
      }
    }
  }
  EXPECT_EQ(loops, 36);  // 12 of the kinds, over each span
}

TEST(CalendarLoops, TicksAgreeOneByOne) {
  std::mt19937_64 random(4);
  int loops = 0;
  for (const int64_t per_second :
       {int64_t{1}, int64_t{1'000}, int64_t{1'000'000}, kNanosPerSecond}) {
    const int64_t span =
        per_second * std::min((int64_t{1} << 61) / per_second, kSecondsPerDay * 1'000'000);
    Vector ticks(TypeId::kInt64, 1000);
    auto* values = ticks.mutable_values<int64_t>();
    for (int i = 0; i < 1000; ++i) {
      values[i] = static_cast<int64_t>(random() % static_cast<uint64_t>(2 * span)) - span;
    }
    std::vector<int64_t> out(1000);
    for (const DatePart part : kParts) {
      if (PartsOfTicks(part, ticks, per_second, RowSet::Dense(1000), out.data())) {
        ++loops;
        for (int i = 0; i < 1000; ++i) {
          ASSERT_EQ(out[i], PartOf(part, SplitTimestamp(values[i], per_second))) << values[i];
        }
      }
      if (TruncateTicks(part, ticks, per_second, RowSet::Dense(1000), out.data())) {
        ++loops;
        for (int i = 0; i < 1000; ++i) {
          ASSERT_EQ(out[i], TruncateTimestamp(part, values[i], per_second)) << values[i];
        }
      }
    }
  }
  // 15 of the kinds over each unit, and 37 over nanoseconds, which reach a few years only.
  EXPECT_EQ(loops, 82);
}

TEST(CalendarLoops, FarDatesAreLeftToOthers) {
  Vector dates(TypeId::kDate, 2);
  dates.mutable_values<int32_t>()[0] = 0;
  std::vector<int64_t> out(2);
  for (const int32_t far : {kInfiniteDate, -kInfiniteDate, INT32_MIN, -12'700'000}) {
    dates.mutable_values<int32_t>()[1] = far;
    EXPECT_FALSE(PartsOfDates(DatePart::kYear, dates, RowSet::Dense(2), out.data()));
    EXPECT_TRUE(PartsOfDates(DatePart::kYear, dates, RowSet::Dense(1), out.data()));
  }
}

TEST(ConstantDivisor, DividesAllBelow63Bits) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 100000; ++i) {
    const uint64_t divisor = (random() >> (random() % 64)) / 2 + 1;
    const uint64_t number = random() >> (1 + random() % 63);
    const ConstantDivisor by(divisor);
    ASSERT_EQ(by.Quotient(number), number / divisor) << number << " / " << divisor;
    ASSERT_EQ(by.Remainder(number), number % divisor);
  }
}

}  // namespace
}  // namespace lakebolt
