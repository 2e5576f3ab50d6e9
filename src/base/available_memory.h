#pragma once

#include <cstdint>
#include <string>

namespace lakebolt {

/// Returns the bytes of memory that this process may use: those of the machine, or fewer where a
/// control group (version 1 or 2) or a resource limit says so. Read once.
int64_t AvailableMemory();

/// Returns the least memory limit of a process's control groups and of those around them; the
/// largest number there is where none has one. `groups` is what /proc/self/cgroup holds, `root` the
/// folder where control groups are mounted.
int64_t ControlGroupLimit(const std::string& groups, const std::string& root);

}  // namespace lakebolt
