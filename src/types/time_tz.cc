#include "types/time_tz.h"

#include <cstdlib>

#include "types/calendar.h"
#include "types/format.h"
#include "types/parse.h"
#include "types/session_time.h"
#include "types/text_cursor.h"

namespace lakebolt {

namespace {

constexpr int kOffsetBits = 17;
constexpr int64_t kOffsetMask = (int64_t{1} << kOffsetBits) - 1;

std::string TwoDigits(int32_t value) {
  return std::string(value < 10 ? "0" : "") + std::to_string(value);
}

/// Reads "+02", "-05:30", "-0530" or "+02:00:01".
std::optional<int32_t> ParseOffset(std::string_view text) {
  TextCursor cursor(text);
  const bool west = cursor.Peek() == '-';
  cursor.Skip();
  int64_t parts[3] = {0, 0, 0};
  for (int i = 0; i < 3 && !cursor.AtEnd(); ++i) {
    if (i > 0) cursor.Take(':');  // or without: "+0530"
    if (!cursor.TakeTwoDigits(parts[i])) return std::nullopt;
  }
  const int64_t seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2];
  if (!cursor.AtEnd() || parts[1] > 59 || parts[2] > 59 || seconds > kMaxTimeTzOffset) {
    return std::nullopt;
  }
  return static_cast<int32_t>(west ? -seconds : seconds);
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

int32_t SessionOffset() {
  return SessionZone().OffsetAt(FloorDiv(CurrentSessionTime().now_micros, kMicrosPerSecond));
}

int64_t PackTimeTz(TimeTz time) {
  const int64_t utc = time.micros - int64_t{time.offset} * kMicrosPerSecond;
  return utc * (int64_t{1} << kOffsetBits) + (kMaxTimeTzOffset - time.offset);
}

TimeTz UnpackTimeTz(int64_t packed) {
  const auto offset = static_cast<int32_t>(kMaxTimeTzOffset - (packed & kOffsetMask));
  return {(packed >> kOffsetBits) + int64_t{offset} * kMicrosPerSecond, offset};
}

std::string TimeTzToString(int64_t packed) {
  const TimeTz time = UnpackTimeTz(packed);
  const int32_t offset = std::abs(time.offset);
  std::string out = TimeToString(time.micros, TimeUnit::kMicro);
  out += time.offset < 0 ? "-" : "+";
  out += TwoDigits(offset / 3600);
  if (offset % 3600 != 0) out += ":" + TwoDigits(offset / 60 % 60);
  if (offset % 60 != 0) out += ":" + TwoDigits(offset % 60);
  return out;
}

std::optional<int64_t> ParseTimeTz(std::string_view text) {
  text = Trim(text);
  // A date before the time makes it a moment, of which the time in UTC is taken.
  if (const auto moment = ParseTimestamp(text, TimeUnit::kMicro, true)) {
    if (!IsFiniteTimestamp(*moment)) return std::nullopt;
    return PackTimeTz({FloorMod(*moment, kMicrosPerDay), 0});
  }
  const size_t sign = text.find_first_of("+-");
  const std::string_view clock = Trim(text.substr(0, sign));
  // Only digits take an offset: "epoch" does not.
  if (clock.empty() || clock.front() < '0' || clock.front() > '9') return std::nullopt;
  const auto micros = ParseTime(clock, TimeUnit::kMicro);
  if (!micros) return std::nullopt;
  if (sign == std::string_view::npos) return PackTimeTz({*micros, SessionOffset()});
  const auto offset = ParseOffset(text.substr(sign));
  if (!offset) return std::nullopt;
  return PackTimeTz({*micros, *offset});
}

}  // namespace lakebolt
