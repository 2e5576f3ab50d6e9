#pragma once

#include <cstdint>
#include <vector>

namespace lakebolt {

/// Returns the upper bounds of about `count` bins of points in time (microseconds), downwards, that
/// begin and step at round times.
std::vector<int64_t> NiceTimeBins(int64_t low, int64_t high, int64_t count);

}  // namespace lakebolt
