#include "cli/format/duration_text.h"

#include <cstdio>

namespace lakebolt {

std::string DurationText(double seconds) {
  constexpr double kMinute = 60;
  char text[48];
  if (seconds < 1) {
    const double milliseconds = seconds * 1e3;
    std::snprintf(text, sizeof(text), milliseconds < 10 ? "%.2f ms" : "%.0f ms", milliseconds);
  } else if (seconds < kMinute) {
    std::snprintf(text, sizeof(text), seconds < 10 ? "%.2f s" : "%.1f s", seconds);
  } else {
    const auto whole = static_cast<long>(seconds);
    std::snprintf(text, sizeof(text), "%ld min %ld s", whole / 60, whole % 60);
  }
  return text;
}

}  // namespace lakebolt
