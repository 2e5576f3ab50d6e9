#include "exec/window/boundaries.h"

#include <algorithm>

namespace lakebolt {

uint32_t Boundaries::Find(uint32_t row) const {
  const auto behind = std::upper_bound(starts_.begin(), starts_.end(), row);
  return static_cast<uint32_t>(behind - starts_.begin()) - 1;
}

}  // namespace lakebolt
