#pragma once

#include <vector>

#include "exec/aggregate/aggregate_spec.h"
#include "exec/planner/stream.h"

namespace lakebolt {

/// Rewrites the column references of aggregate calls to positions of a stream.
std::vector<AggregateSpec::Call> BindCalls(const std::vector<AggregateCall>& calls,
                                           const Stream& input);

}  // namespace lakebolt
