#pragma once

#include <cstdint>

#include "source/runtime_filter.h"

namespace lakebolt {

/// Is a runtime filter that lets fewer and fewer values pass once it is published. Verdicts of an
/// older version stay right, but keep rows that need not be kept.
class TighteningFilter : public RuntimeFilter {
 public:
  /// Returns a number that grows whenever the filter tightens.
  virtual uint64_t version() const = 0;
};

}  // namespace lakebolt
