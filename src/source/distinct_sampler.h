#pragma once

#include <cstdint>

namespace lakebolt {

/// Is what a table source also implements whose first estimates of distinct values are rough, as
/// bounds and the like are often all that is wanted of a column.
class DistinctSampler {
 public:
  virtual ~DistinctSampler() = default;

  /// Looks at values of a column, once, where that may tell more of how many distinct ones there
  /// are; returns whether `column_statistics` says something else since. Thread-safe.
  virtual bool SampleDistinct(uint32_t column) const = 0;
};

}  // namespace lakebolt
