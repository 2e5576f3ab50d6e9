#include "types/time_zone.h"

#include <gtest/gtest.h>

#include "types/calendar.h"
#include "types/time_zone_file.h"

namespace lakebolt {
namespace {

int64_t At(int32_t year, int32_t month, int32_t day, int64_t hour = 0) {
  return DaysFromCivil({year, month, day}) * kSecondsPerDay + hour * 3600;
}

TEST(TimeZone, ReadsTheRuleOfAFile) {
  std::vector<ZoneChange> changes{{INT64_MIN, 3600, false}};
  ASSERT_TRUE(AppendRuleChanges("CET-1CEST,M3.5.0,M10.5.0/3", At(1971, 1, 1), changes));
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[1].at, At(1970, 3, 29, 1));
  EXPECT_EQ(changes[1].offset, 7200);
  EXPECT_TRUE(changes[1].daylight);
  EXPECT_EQ(changes[2].at, At(1970, 10, 25, 1));
  EXPECT_EQ(changes[2].offset, 3600);
}

TEST(TimeZone, ReadsRulesOfDaysAndOddHours) {
  std::vector<ZoneChange> changes{{INT64_MIN, 0, false}};
  ASSERT_TRUE(AppendRuleChanges("<-02>2<-01>,J60/-1,300/26:30", At(1971, 1, 1), changes));
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[1].at, At(1970, 3, 1, 1));
  EXPECT_EQ(changes[2].at, At(1970, 10, 28, 27) + 1800);
}

TEST(TimeZone, RefusesDamagedRules) {
  std::vector<ZoneChange> changes{{INT64_MIN, 0, false}};
  for (const char* rule : {"", "C", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M1.1.0", "CET-1X,,"}) {
    EXPECT_FALSE(AppendRuleChanges(rule, At(1971, 1, 1), changes)) << rule;
  }
}

TEST(TimeZone, RepeatsEvery400Years) {
  const TimeZone* berlin = TimeZone::Find("europe/berlin");
  if (berlin == nullptr) GTEST_SKIP() << "no time zone database";
  EXPECT_EQ(berlin->name(), "Europe/Berlin");
  for (const int32_t year : {2024, 2424, 2824, 12024}) {
    EXPECT_EQ(berlin->OffsetAt(At(year, 7, 1)), 7200) << year;
    EXPECT_EQ(berlin->OffsetAt(At(year, 12, 1)), 3600) << year;
    EXPECT_EQ(berlin->ToUtc(At(year, 7, 1, 2)), At(year, 7, 1)) << year;
  }
}

TEST(TimeZone, ClockAgreesWithTheTable) {
  const TimeZone* zone = TimeZone::Find("America/New_York");
  if (zone == nullptr) GTEST_SKIP() << "no time zone database";
  ZoneClock clock(*zone, 1);
  for (int64_t at = At(2020, 1, 1); at < At(2022, 1, 1); at += 1800) {
    ASSERT_EQ(clock.ToLocal(at), at + zone->OffsetAt(at));
    ASSERT_EQ(clock.ToUtc(at), zone->ToUtc(at));
  }
}

}  // namespace
}  // namespace lakebolt
