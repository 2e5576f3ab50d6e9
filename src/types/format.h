#pragma once

#include <string>

#include "types/logical_type.h"

namespace lakebolt {

class Value;

// Text forms of values, as DuckDB prints them. Used by Value, casts to VARCHAR and the CLI.

std::string Int128ToString(int128_t value);
std::string UInt128ToString(uint128_t value);
std::string Int256ToString(const Int256& value);

/// Prints `unscaled` / 10^scale with exactly `scale` decimals.
std::string DecimalToString(int128_t unscaled, int scale);
std::string DecimalToString(const Int256& unscaled, int scale);

/// Prints the shortest text that reads back as the same number; "inf", "-inf", "nan".
std::string DoubleToString(double value);
std::string FloatToString(float value);

/// Prints days since 1970-01-01 as "2026-11-21"; years before 1 as "0044-03-15 (BC)".
std::string DateToString(int32_t days);
/// Prints "12:34:56" with decimals only when there are any.
std::string TimeToString(int64_t ticks, TimeUnit unit);
/// Prints "2026-11-21 12:34:56.5"; for types with zone in the session's, with "+01" appended.
std::string TimestampToString(int64_t ticks, TimeUnit unit, bool with_zone);
/// Prints seconds east of Greenwich as "+01" or "-05:30"; seconds below a minute are left out.
std::string OffsetToString(int32_t seconds);
/// Prints "1 year 2 months 3 days 04:05:06.7".
std::string IntervalToString(Interval value);
std::string UuidToString(int128_t value);
/// Prints bytes as text; those outside printable ASCII as \xNN.
std::string BlobToString(std::string_view bytes);

/// Prints a value as it stands within a list, map or struct: in quotes where it would else read as
/// something else.
std::string TextWithin(const Value& value);
/// Puts text in single quotes, and backslashes before quotes and backslashes within.
std::string TextInQuotes(const std::string& text);

}  // namespace lakebolt
