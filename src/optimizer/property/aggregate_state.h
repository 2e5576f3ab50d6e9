#pragma once

#include "plan/logical_plan.h"

namespace lakebolt {

/// Tells whether a call can be computed in levels at no more memory than in one: its states have a
/// bounded size and do not depend on the order of rows.
bool HasCompactState(const AggregateCall& call);

/// Tells whether the call's state is its result already, as the sum of a sum is.
bool StateIsResult(const AggregateCall& call);

}  // namespace lakebolt
