#pragma once

#include <memory>

#include "function/aggregate_function.h"

namespace lakebolt {

/// Makes the states of approx_count_distinct. Exported, a group is bytes: eight for each of its
/// hashes while they are few, else the registers of a DistinctSketch.
std::unique_ptr<AggregateStates> MakeDistinctStates();

}  // namespace lakebolt
