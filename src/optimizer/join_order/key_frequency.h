#pragma once

#include <optional>

#include "optimizer/cardinality/estimator.h"

namespace lakebolt {

/// Says of a filtered table how many of another table's rows have its keys.
struct KeyFrequency {
  double keys = 0;   // of the filtered table
  double share = 0;  // of the rows that the other's own filters leave
};

/// Finds out how many rows of `other` have one of the keys `other_key` that the filter of `listed`,
/// a small table, leaves in `key`: the keys are listed and looked for in a sample. What people ask
/// for is often what occurs often, and what they leave out does not occur at all. Returns nothing
/// where the sources cannot tell, or there are many keys.
std::optional<KeyFrequency> FindKeyFrequency(CardinalityEstimator& estimator,
                                             const PlanNode& listed, ColumnId key,
                                             const PlanNode& other, ColumnId other_key);

}  // namespace lakebolt
