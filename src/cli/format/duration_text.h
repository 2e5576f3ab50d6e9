#pragma once

#include <string>

namespace lakebolt {

/// Phrases a duration: "0.42 ms", "1.30 s", "2 min 5 s".
std::string DurationText(double seconds);

}  // namespace lakebolt
