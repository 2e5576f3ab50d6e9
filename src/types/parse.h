#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "types/logical_type.h"

namespace lakebolt {

// Text to values. Blanks around are ignored; anything left over, a value that does not exist (the
// 30th of February) or that does not fit gives nothing. Nothing here throws: casts call it per row.

/// Reads "true", "t", "yes", "y", "1" and their opposites, in any case, without blanks around.
std::optional<bool> ParseBoolean(std::string_view text);

/// Reads a whole number, also "0x1F", "0b101" and "1_000"; decimals and exponents are taken and
/// rounded half away from zero. `min` and `max` bound the result.
std::optional<int128_t> ParseInteger(std::string_view text, int128_t min, int128_t max);
/// Reads a whole number of any width likewise.
std::optional<Int256> ParseWideInteger(std::string_view text, const Int256& min, const Int256& max);

/// Reads a number as unscaled decimal of `scale` decimals, rounded half away from zero.
std::optional<int128_t> ParseDecimal(std::string_view text, int precision, int scale);

/// Reads a decimal of any precision likewise.
std::optional<Int256> ParseWideDecimal(std::string_view text, int precision, int scale);

/// Reads a floating-point number, "inf", "infinity" or "nan"; too large is infinite.
std::optional<double> ParseDouble(std::string_view text);

/// Reads "2026-11-21" (one or two digits of month and day; "/" and "." too; " (BC)" after it); a
/// time of day may follow and is dropped.
std::optional<int32_t> ParseDate(std::string_view text);

/// Reads "12:34", "12:34:56.789" into ticks since midnight; a date before it and an offset from UTC
/// after it are dropped.
std::optional<int64_t> ParseTime(std::string_view text, TimeUnit unit);

/// Reads a date with, after a blank or "T", a time, and after that "Z", "UTC" or an offset such as
/// "+01" or "-05:30": with `apply_zone` the ticks since 1970-01-01 UTC, else those of the local
/// time that the text shows.
std::optional<int64_t> ParseTimestamp(std::string_view text, TimeUnit unit, bool apply_zone);

/// Reads "+01", "-0530" or "+05:30:15" at the start of `text` as seconds east of Greenwich; `taken`
/// are the bytes read.
bool ParseUtcOffset(std::string_view text, int64_t& seconds, size_t& taken);

/// Reads "1 year 2 days 03:04:05.5", "90 minutes", "-1.5 days", "3 days ago", also "P1Y2MT3H".
std::optional<Interval> ParseInterval(std::string_view text);

/// Multiplies out one part of an interval, such as 1.5 "months" (names in any case, singular,
/// plural or short); nothing for unknown units and overflow.
std::optional<Interval> IntervalOfUnit(int64_t whole, double fraction, std::string_view unit);

/// Reads 32 hexadecimal digits with dashes at any even place, braces around allowed.
std::optional<int128_t> ParseUuid(std::string_view text);

/// Reads text where \xNN stands for a byte; other bytes must be ASCII.
bool ParseBlob(std::string_view text, std::string& out);

}  // namespace lakebolt
