#include "base/available_memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

namespace lakebolt {

namespace {

constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

/// Reads a file that holds a number of bytes, or "max".
int64_t ReadLimit(const std::string& path) {
  std::ifstream file(path);
  int64_t limit = 0;
  return file >> limit && limit > 0 ? limit : kNoLimit;
}

/// Returns the least limit of the group `path` below `mount` and of the groups around it. In a
/// container the mount may hold the process's own group only, under no name.
int64_t LeastLimit(const std::string& mount, std::string path, const std::string& file) {
  int64_t least = kNoLimit;
  while (true) {
    least = std::min(least, ReadLimit(mount + path + "/" + file));
    const size_t end = path.rfind('/');
    if (end == std::string::npos) return least;
    path.erase(end);
  }
}

int64_t Measure() {
  int64_t bytes = static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  std::stringstream groups;
  groups << std::ifstream("/proc/self/cgroup").rdbuf();
  bytes = std::min(bytes, ControlGroupLimit(groups.str(), "/sys/fs/cgroup"));
  rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    bytes = static_cast<int64_t>(std::min<uint64_t>(static_cast<uint64_t>(bytes), limit.rlim_cur));
  }
  return bytes;
}

}  // namespace

int64_t ControlGroupLimit(const std::string& groups, const std::string& root) {
  // Each line is "number:controllers:path"; version 2 has one, without controllers.
  int64_t least = kNoLimit;
  std::istringstream lines(groups);
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find(':');
    const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const std::string path = line.substr(second + 1);
    if (controllers == ",,") {
      least = std::min(least, LeastLimit(root, path, "memory.max"));
    } else if (controllers.find(",memory,") != std::string::npos) {
      least = std::min(least, LeastLimit(root + "/memory", path, "memory.limit_in_bytes"));
    }
  }
  return least;
}

int64_t AvailableMemory() {
  static const int64_t bytes = Measure();
  return bytes;
}

}  // namespace lakebolt
