#pragma once

#include <vector>

#include "source/runtime_filter.h"

namespace lakebolt {

/// Is a runtime filter that lists the values that pass where they are few, so that sources can look
/// each of them up in what they know of their parts.
class ListingFilter : public RuntimeFilter {
 public:
  /// Returns the values that pass, perhaps some twice, when ready; empty where they are many.
  virtual const std::vector<Value>& values() const = 0;
};

}  // namespace lakebolt
