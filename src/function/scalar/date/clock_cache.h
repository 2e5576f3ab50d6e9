#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "types/time_zone.h"

namespace lakebolt {

/// Remembers the clock of the last zone, as neighbouring rows mostly share it.
class ClockCache {
 public:
  explicit ClockCache(int64_t per_second) : per_second_(per_second) {}

  /// Returns the clock of a zone; throws kInvalidArgument where there is no such zone.
  ZoneClock& Get(std::string_view name) {
    if (!clock_ || name != name_) {
      clock_.emplace(TimeZone::Require(name), per_second_);
      name_ = name;
    }
    return *clock_;
  }

 private:
  int64_t per_second_;
  std::string name_;
  std::optional<ZoneClock> clock_;
};

}  // namespace lakebolt
