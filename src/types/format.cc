#include "types/format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "base/cancellation_scope.h"
#include "types/calendar.h"
#include "types/session_time.h"
#include "types/uuid.h"

namespace lakebolt {

namespace {

std::string UnsignedToString(uint128_t value) {
  char buffer[40];
  char* const end = buffer + sizeof(buffer);
  char* out = end;
  while (value > ~uint64_t{0}) {
    *--out = static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  }
  auto small = static_cast<uint64_t>(value);
  do {
    *--out = static_cast<char>('0' + small % 10);
    small /= 10;
  } while (small != 0);
  return {out, end};
}

uint128_t Magnitude(int128_t value) {
  return value < 0 ? ~static_cast<uint128_t>(value) + 1 : static_cast<uint128_t>(value);
}

/// Prints the magnitude of a number of 256 bits.
std::string UnsignedToString(const Int256& value) {
  if (FitsInt128(value)) return UnsignedToString(Magnitude(static_cast<int128_t>(value)));
  const Int256 chunk = 10'000'000'000'000'000'000U;  // 19 digits at a time
  Int256 rest = value;
  std::string out;
  while (!(rest == Int256(0))) {
    const auto part = static_cast<int128_t>(rest % chunk);
    rest = rest / chunk;
    std::string digits = UnsignedToString(Magnitude(part));
    if (!(rest == Int256(0))) digits.insert(0, 19 - digits.size(), '0');
    out.insert(0, digits);
  }
  return out;
}

/// Puts a decimal's point and sign into its digits.
std::string PlaceSignAndPoint(std::string digits, bool negative, int scale) {
  if (scale > 0) {
    const auto decimals = static_cast<size_t>(scale);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, 1, '.');
  }
  return negative ? "-" + digits : digits;
}

void AppendPadded(std::string& out, int64_t value, int width) {
  if (width == 2 && value >= 0 && value < 100) {
    const char digits[] = {static_cast<char>('0' + value / 10),
                           static_cast<char>('0' + value % 10)};
    out.append(digits, sizeof(digits));
    return;
  }
  char buffer[20];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
  const auto length = static_cast<int>(end - buffer);
  if (length < width) out.append(static_cast<size_t>(width - length), '0');
  out.append(buffer, end);
}

/// Appends ".5" for half a second: `fraction` of `ticks_per_second`, without trailing zeros.
void AppendFraction(std::string& out, int64_t fraction, int64_t ticks_per_second) {
  if (fraction == 0) return;
  out += '.';
  for (int64_t digit = ticks_per_second / 10; fraction != 0; digit /= 10) {
    out += static_cast<char>('0' + fraction / digit);
    fraction %= digit;
  }
}

/// Appends "12:34:56.5" for a span of `ticks` >= 0; hours may pass 24.
void AppendClock(std::string& out, int64_t ticks, int64_t ticks_per_second) {
  const int64_t seconds = ticks / ticks_per_second;
  AppendPadded(out, seconds / 3600, 2);
  out += ':';
  AppendPadded(out, seconds / 60 % 60, 2);
  out += ':';
  AppendPadded(out, seconds % 60, 2);
  AppendFraction(out, ticks % ticks_per_second, ticks_per_second);
}

void AppendDate(std::string& out, int32_t days) {
  const CivilDate date = CivilFromDays(days);
  AppendPadded(out, date.year > 0 ? date.year : 1 - date.year, 4);
  out += '-';
  AppendPadded(out, date.month, 2);
  out += '-';
  AppendPadded(out, date.day, 2);
}

constexpr std::string_view kBeforeChrist = " (BC)";
constexpr const char* kInfinity = "infinity";
constexpr const char* kMinusInfinity = "-infinity";

bool IsBeforeChrist(int32_t days) {
  constexpr int32_t kFirstDayOfYearOne = -719162;
  return days < kFirstDayOfYearOne;
}

/// Lays the shortest digits of a number out: plain for exponents -4 .. 15, else "1.5e+20".
template <typename T>
std::string FloatingToString(T value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::scientific).ptr;
  const std::string_view text(buffer, static_cast<size_t>(end - buffer));
  const size_t mark = text.find('e');
  const int exponent = std::atoi(std::string(text.substr(mark + 1)).c_str());
  std::string out = text[0] == '-' ? "-" : "";
  std::string digits;
  for (const char c : text.substr(0, mark)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  constexpr int kSmallestPlain = -4;
  constexpr int kLargestPlain = 15;
  if (exponent < kSmallestPlain || exponent > kLargestPlain) {
    out += digits[0];
    if (digits.size() > 1) out += "." + digits.substr(1);
    out += exponent < 0 ? "e-" : "e+";
    AppendPadded(out, std::abs(exponent), 2);
    return out;
  }
  if (exponent < 0)
    return out + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0') + ".0";
  return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

void AppendPlural(std::string& out, int64_t count, std::string_view unit) {
  if (count == 0) return;
  if (!out.empty()) out += ' ';
  out += std::to_string(count);
  out += ' ';
  out += unit;
  if (count != 1 && count != -1) out += 's';
}

}  // namespace

std::string Int128ToString(int128_t value) {
  const std::string digits = UnsignedToString(Magnitude(value));
  return value < 0 ? "-" + digits : digits;
}

std::string UInt128ToString(uint128_t value) {
  return UnsignedToString(value);
}

std::string Int256ToString(const Int256& value) {
  const std::string digits = UnsignedToString(value);
  return value.IsNegative() ? "-" + digits : digits;
}

std::string DecimalToString(int128_t unscaled, int scale) {
  return PlaceSignAndPoint(UnsignedToString(Magnitude(unscaled)), unscaled < 0, scale);
}

std::string DecimalToString(const Int256& unscaled, int scale) {
  return PlaceSignAndPoint(UnsignedToString(unscaled), unscaled.IsNegative(), scale);
}

std::string DoubleToString(double value) {
  return FloatingToString(value);
}
std::string FloatToString(float value) {
  return FloatingToString(value);
}

std::string DateToString(int32_t days) {
  if (!IsFiniteDate(days)) return days > 0 ? kInfinity : kMinusInfinity;
  std::string out;
  AppendDate(out, days);
  if (IsBeforeChrist(days)) out += kBeforeChrist;
  return out;
}

std::string TimeToString(int64_t ticks, TimeUnit unit) {
  std::string out;
  AppendClock(out, ticks, TicksPerSecond(unit));
  return out;
}

std::string TimestampToString(int64_t ticks, TimeUnit unit, bool with_zone) {
  if (!IsFiniteTimestamp(ticks)) return ticks > 0 ? kInfinity : kMinusInfinity;
  const int64_t per_second = TicksPerSecond(unit);
  int32_t offset = 0;
  if (with_zone) {
    ZoneClock clock(SessionZone(), per_second);
    offset = clock.Offset(ticks);
    ticks = clock.ToLocal(ticks);
  }
  // Seconds and milliseconds since 1970 may lie outside what days can say.
  const int64_t wide_days = FloorDiv(ticks, kSecondsPerDay * per_second);
  const auto days = static_cast<int32_t>(std::clamp<int64_t>(wide_days, INT32_MIN, INT32_MAX));
  constexpr size_t kUsualLength = 32;
  std::string out;
  out.reserve(kUsualLength);
  AppendDate(out, days);
  if (IsBeforeChrist(days)) out += kBeforeChrist;
  out += ' ';
  AppendClock(out, ticks - wide_days * kSecondsPerDay * per_second, per_second);
  if (with_zone && CurrentSessionTime().shows_offset) out += OffsetToString(offset);
  return out;
}

std::string OffsetToString(int32_t seconds) {
  std::string out = seconds < 0 ? "-" : "+";
  const int32_t minutes = std::abs(seconds) / 60;
  AppendPadded(out, minutes / 60, 2);
  if (minutes % 60 != 0) {
    out += ':';
    AppendPadded(out, minutes % 60, 2);
  }
  return out;
}

std::string IntervalToString(Interval value) {
  std::string out;
  AppendPlural(out, value.months / 12, "year");
  AppendPlural(out, value.months % 12, "month");
  AppendPlural(out, value.days, "day");
  if (value.nanos != 0 || out.empty()) {
    if (!out.empty()) out += ' ';
    if (value.nanos < 0) out += '-';
    const auto nanos = static_cast<uint64_t>(Magnitude(value.nanos));
    // The magnitude of the smallest span does not fit a signed number; a nanosecond less does.
    AppendClock(out, static_cast<int64_t>(std::min<uint64_t>(nanos, INT64_MAX)), kNanosPerSecond);
  }
  return out;
}

std::string UuidToString(int128_t value) {
  uint8_t bytes[16];
  UuidToBytes(value, bytes);
  std::string out;
  out.reserve(36);
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += "0123456789abcdef"[bytes[i] >> 4];
    out += "0123456789abcdef"[bytes[i] & 15];
  }
  return out;
}

std::string BlobToString(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  CancellationPoll poll;
  constexpr uint64_t kNanosPerByte = 3;
  for (const char c : bytes) {
    poll.Spend(kNanosPerByte);
    const auto byte = static_cast<uint8_t>(c);
    if (byte >= 32 && byte <= 126 && c != '\\' && c != '\'' && c != '"') {
      out += c;
    } else {
      out += "\\x";
      out += "0123456789ABCDEF"[byte >> 4];
      out += "0123456789ABCDEF"[byte & 15];
    }
  }
  return out;
}

}  // namespace lakebolt
