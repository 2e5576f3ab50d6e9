#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace lakebolt {

/// Is what a table source also implements whose rows come in parts with known bounds, such as the
/// row groups of files.
class PartBounds {
 public:
  virtual ~PartBounds() = default;

  /// Returns the least and greatest value of a column of integers, dates and the like in each part,
  /// in no particular order; nothing where they are unknown for any part, or a part has NULLs. A
  /// scan for one thread gives each part as one batch (ScanContext::batch).
  virtual std::optional<std::vector<std::pair<int64_t, int64_t>>> BoundsOfParts(
      uint32_t column) const = 0;
};

}  // namespace lakebolt
