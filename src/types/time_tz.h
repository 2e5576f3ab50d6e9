#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lakebolt {

/// Holds a time of day with an offset from UTC.
struct TimeTz {
  int64_t micros = 0;  // since midnight, of the local clock
  int32_t offset = 0;  // seconds east of Greenwich
};

// A column keeps one number whose order is the order of the values: by the moment in UTC, then
// with the larger offset first.

constexpr int32_t kMaxTimeTzOffset = 16 * 3600 - 1;

/// Returns the offset of the session's zone today.
int32_t SessionOffset();

/// Packs a time; its offset must lie within kMaxTimeTzOffset.
int64_t PackTimeTz(TimeTz time);
TimeTz UnpackTimeTz(int64_t packed);

/// Prints "12:34:56.5+05:30".
std::string TimeTzToString(int64_t packed);

/// Reads "12:34:56.789+02", "12:34 -05:30" or a time without offset, which is on the session's
/// clock.
std::optional<int64_t> ParseTimeTz(std::string_view text);

}  // namespace lakebolt
