#pragma once

#include <cstdint>

namespace lakebolt {

/// Closes a file that has no name any more, of which `bytes` were written. The system then takes
/// its pages back, at some gigabytes a second: where that takes long, a thread of the process's
/// pool does it, so that nobody waits who has just cancelled a query.
void CloseUnnamed(int descriptor, int64_t bytes) noexcept;

}  // namespace lakebolt
