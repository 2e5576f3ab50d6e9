#pragma once

#include <set>
#include <string>

#include "base/ascii.h"

namespace lakebolt {

/// Tells names apart, letters of either case being alike: those that came before get numbers, as
/// in DuckDB.
class DistinctNames {
 public:
  /// Returns the name as it is, or with the first number that makes it new: a, a_1, a_2.
  std::string Add(const std::string& name) {
    std::string distinct = name;
    for (int number = 1; !taken_.insert(AsciiLower(distinct)).second; ++number) {
      distinct = name + "_" + std::to_string(number);
    }
    return distinct;
  }

 private:
  std::set<std::string> taken_;  // in lower case
};

}  // namespace lakebolt
