#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "expression/expression.h"
#include "types/value.h"

namespace lakebolt {

/// Is what a table source also implements that can tell a planner which keys a filter leaves of a
/// small table: how often other tables have just these is what no statistics say.
class KeyLister {
 public:
  virtual ~KeyLister() = default;

  /// Lists the values of a column, without NULLs, in the rows that pass `filters` (as a scan takes
  /// them); null where that costs too much, or they are more than kMostKeys. Kept once made.
  /// Thread-safe.
  virtual std::shared_ptr<const std::vector<Value>> ListKeys(
      uint32_t column, const std::vector<ExprPtr>& filters) const = 0;

  static constexpr size_t kMostKeys = 512;
};

}  // namespace lakebolt
