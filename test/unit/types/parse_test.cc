#include "types/parse.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

#include "types/calendar.h"
#include "types/format.h"

namespace lakebolt {
namespace {

std::string Date(std::string_view text) {
  const auto days = ParseDate(text);
  return days ? DateToString(*days) : "none";
}
std::string Timestamp(std::string_view text, TimeUnit unit = TimeUnit::kMicro) {
  const auto ticks = ParseTimestamp(text, unit, true);
  return ticks ? TimestampToString(*ticks, unit, false) : "none";
}
std::string Span(std::string_view text) {
  const auto span = ParseInterval(text);
  return span ? IntervalToString(*span) : "none";
}
std::string Number(std::string_view text, int precision, int scale) {
  const auto value = ParseDecimal(text, precision, scale);
  return value ? DecimalToString(*value, scale) : "none";
}

TEST(Parse, Dates) {
  EXPECT_EQ(Date("2020-02-29"), "2020-02-29");
  EXPECT_EQ(Date(" 2020-2-9 "), "2020-02-09");
  EXPECT_EQ(Date("2020/02/09"), "2020-02-09");
  EXPECT_EQ(Date("0044-03-15 (BC)"), "0044-03-15 (BC)");
  EXPECT_EQ(Date("2020-01-02 03:04:05"), "2020-01-02");
  for (const char* bad : {"2019-02-29", "2020-13-01", "2020-00-01", "2020-01-32", "x", "",
                          "2020-01", "2020-01-01x", "2020-01/01", "9999999-01-01", "20200101"}) {
    EXPECT_EQ(Date(bad), "none") << bad;
  }
}

TEST(Parse, CalendarRoundTrips) {
  for (int32_t days = -800'000; days < 3'000'000; days += 997) {
    EXPECT_EQ(DaysFromCivil(CivilFromDays(days)), days);
    EXPECT_EQ(ParseDate(DateToString(days)), days);
  }
  for (const int64_t start : {INT32_MIN + 0L, -12'699'500L, 1'061'042'300L, INT32_MAX - 400L}) {
    for (int64_t days = start; days < start + 400; ++days) {
      EXPECT_EQ(DaysFromCivil(CivilFromDays(static_cast<int32_t>(days))), days);
    }
  }
  EXPECT_EQ(DaysFromCivil({1970, 1, 1}), 0);
  EXPECT_EQ(DateToString(*AddMonths(DaysFromCivil({2020, 1, 31}), 1)), "2020-02-29");
  EXPECT_EQ(DateToString(*AddMonths(DaysFromCivil({2020, 1, 31}), -11)), "2019-02-28");
  EXPECT_FALSE(AddMonths(0, 1'000'000'000'000).has_value());
}

TEST(Parse, Timestamps) {
  EXPECT_EQ(Timestamp("2020-01-02 03:04:05.120"), "2020-01-02 03:04:05.12");
  EXPECT_EQ(Timestamp("2020-01-02T03:04"), "2020-01-02 03:04:00");
  EXPECT_EQ(Timestamp("2020-01-02"), "2020-01-02 00:00:00");
  EXPECT_EQ(Timestamp("2020-01-02 03:04:05Z"), "2020-01-02 03:04:05");
  EXPECT_EQ(Timestamp("2020-01-02 03:04:05+01"), "2020-01-02 02:04:05");
  EXPECT_EQ(Timestamp("2020-01-02 03:04:05 -05:30"), "2020-01-02 08:34:05");
  EXPECT_EQ(TimestampToString(*ParseTimestamp("2020-01-02 03:04:05+01", TimeUnit::kMicro, false),
                              TimeUnit::kMicro, false),
            "2020-01-02 03:04:05");
  EXPECT_EQ(Timestamp("2020-01-02 24:00"), "2020-01-03 00:00:00");
  EXPECT_EQ(Timestamp("1969-12-31 23:59:59.5"), "1969-12-31 23:59:59.5");
  EXPECT_EQ(Timestamp("2020-01-02 03:04:05.123456789", TimeUnit::kNano),
            "2020-01-02 03:04:05.123456789");
  EXPECT_EQ(Timestamp("2020-01-02 03:04:05.1", TimeUnit::kSecond), "2020-01-02 03:04:05");
  for (const char* bad : {"2020-01-02 25:00:00", "2020-01-02 03:60", "2020-01-02 3", "nope",
                          "2020-01-02 03:04:05.", "2020-01-02 03:04:05 Mars"}) {
    EXPECT_EQ(Timestamp(bad), "none") << bad;
  }
  EXPECT_EQ(Timestamp("9999-01-01", TimeUnit::kNano), "none");
}

TEST(Parse, Intervals) {
  EXPECT_EQ(Span("1 year 2 months 3 days 04:05:06.7"), "1 year 2 months 3 days 04:05:06.7");
  EXPECT_EQ(Span("90 minutes"), "01:30:00");
  EXPECT_EQ(Span("-1 day"), "-1 day");
  EXPECT_EQ(Span("1.5 days"), "1 day 12:00:00");
  EXPECT_EQ(Span("3 days ago"), "-3 days");
  EXPECT_EQ(Span("2 weeks"), "14 days");
  EXPECT_EQ(Span("1 quarter"), "3 months");
  EXPECT_EQ(Span("1Y2mon"), "1 year 2 months");
  EXPECT_EQ(Span("P1Y2M3DT4H5M6S"), "1 year 2 months 3 days 04:05:06");
  EXPECT_EQ(Span("0 days"), "00:00:00");
  EXPECT_EQ(Span("-00:00:01.5"), "-00:00:01.5");
  EXPECT_EQ(Span("5"), "00:00:05");
  EXPECT_EQ(Span("5."), "00:00:05");
  EXPECT_EQ(Span("1.0000015 s"), "00:00:01.000002");
  EXPECT_EQ(Span("12:34:56.7-05:30"), "12:34:56.7");
  for (const char* bad :
       {"", "nonsense", "+5", ".5", "5x", "1 lightyear", "day", "1 day x", "99999999999 years"}) {
    EXPECT_EQ(Span(bad), "none") << bad;
  }
}

TEST(Parse, ShortDecimalsAreRoundedRight) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 200000; ++i) {
    std::string text = std::to_string(random() >> (random() % 64) >> 14);
    text.insert(random() % text.size() + (random() % 4 == 0 ? 0 : 1), ".");
    if (random() % 3 == 0) text.insert(0, "-");
    ASSERT_EQ(ParseDouble(text), std::strtod(text.c_str(), nullptr)) << text;
  }
}

TEST(Parse, PlainDates) {
  for (int32_t days = -719528; days <= 2932896; ++days) {  // 0000-01-01 to 9999-12-31
    const CivilDate date = CivilFromDays(days);
    char text[32];
    std::snprintf(text, sizeof(text), "%04d-%02d-%02d", date.year, date.month, date.day);
    ASSERT_EQ(ParseDate(text), days) << text;
  }
  for (const char* wrong : {"2020-02-30", "2021-02-29", "1900-02-29", "2020-00-10", "2020-13-10",
                            "2020-10-00", "2020-04-31", "202a-10-10", "2020-1:-10", "2020-10-1/"}) {
    EXPECT_EQ(ParseDate(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(ParseDate("2000-02-29"), 11016);
}

TEST(Parse, Numbers) {
  EXPECT_EQ(Number("1.25", 5, 1), "1.3");
  EXPECT_EQ(Number("-1.25", 5, 1), "-1.3");
  EXPECT_EQ(Number("1e3", 5, 1), "1000.0");
  EXPECT_EQ(Number("12345e-3", 5, 1), "12.3");
  EXPECT_EQ(Number(".5", 2, 1), "0.5");
  EXPECT_EQ(Number("0.00049", 5, 3), "0.000");
  EXPECT_EQ(Number("0.0005", 5, 3), "0.001");
  EXPECT_EQ(Number("99999999999999999999999999999999999999", 38, 0),
            "99999999999999999999999999999999999999");
  EXPECT_EQ(Number("100000000000000000000000000000000000000", 38, 0), "none");
  EXPECT_EQ(Number("1000", 3, 1), "none");
  EXPECT_EQ(Number("1e100000000", 38, 0), "none");
  EXPECT_EQ(Number("1e-100000000", 38, 0), "0");
  for (const char* bad : {"", "x", "1.2.3", "1e", "--1", ".", "1 2"}) {
    EXPECT_EQ(Number(bad, 10, 2), "none") << bad;
  }
  EXPECT_EQ(ParseInteger(" +7 ", INT32_MIN, INT32_MAX), 7);
  EXPECT_EQ(ParseInteger("2147483648", INT32_MIN, INT32_MAX), std::nullopt);
  EXPECT_EQ(ParseInteger("41.5", INT32_MIN, INT32_MAX), 42);
  EXPECT_EQ(ParseDouble("1e5"), 1e5);
  EXPECT_EQ(ParseDouble("0.1"), 0.1);
  EXPECT_EQ(ParseDouble("123456789.012345"), 123456789.012345);
  EXPECT_EQ(ParseDouble("999999999999999"), 999999999999999.0);
  EXPECT_EQ(ParseDouble("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(ParseDouble(".5"), 0.5);
  EXPECT_EQ(ParseDouble("5."), 5.0);
  EXPECT_TRUE(std::signbit(*ParseDouble("-0.00")));
  for (const char* wrong : {"", "-", ".", "1.2.3", "--1", "-+1", "1-2", "0x1"}) {
    EXPECT_EQ(ParseDouble(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(ParseDouble("-inf"), -INFINITY);
  EXPECT_EQ(ParseDouble("1e400"), INFINITY);
  EXPECT_EQ(ParseDouble("1.5x"), std::nullopt);
  EXPECT_EQ(ParseBoolean("T"), true);
  EXPECT_EQ(ParseBoolean("no"), false);
  EXPECT_EQ(ParseBoolean("maybe"), std::nullopt);
}

TEST(Parse, UuidsAndBlobs) {
  const std::string text = "123e4567-e89b-12d3-a456-426614174000";
  EXPECT_EQ(UuidToString(*ParseUuid(text)), text);
  EXPECT_LT(*ParseUuid("00000000-0000-0000-0000-000000000001"),
            *ParseUuid("80000000-0000-0000-0000-000000000000"));
  EXPECT_EQ(ParseUuid("123e4567"), std::nullopt);
  EXPECT_EQ(ParseUuid(text + "0"), std::nullopt);
  std::string bytes;
  EXPECT_TRUE(ParseBlob("\\x41\\xFFb", bytes));
  EXPECT_EQ(bytes, std::string("A\xFF"
                               "b"));
  EXPECT_FALSE(ParseBlob("\\x4", bytes));
}

TEST(Format, FloatingPoint) {
  EXPECT_EQ(DoubleToString(1e20), "1e+20");
  EXPECT_EQ(DoubleToString(1e15), "1000000000000000.0");
  EXPECT_EQ(DoubleToString(1e16), "1e+16");
  EXPECT_EQ(DoubleToString(1e-5), "1e-05");
  EXPECT_EQ(DoubleToString(0.0001), "0.0001");
  EXPECT_EQ(DoubleToString(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(DoubleToString(-0.0), "-0.0");
  EXPECT_EQ(FloatToString(3.4e38F), "3.4e+38");
  EXPECT_EQ(DecimalToString(-5, 2), "-0.05");
}

}  // namespace
}  // namespace lakebolt
