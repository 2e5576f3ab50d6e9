#pragma once

#include <vector>

#include "plan/binder/binder.h"
#include "plan/binder/binder_state.h"
#include "plan/operators.h"

namespace lakebolt {

/// Tells whether values of one of the types are compared by a collation.
bool AnyCollated(const std::vector<LogicalType>& types, const BinderState& state);

/// Plans INTERSECT or EXCEPT of two inputs whose columns have `types`, some of them collated: a set
/// operation's own node would compare all of the text.
BoundQuery PlanCollatedSet(SetOperationKind kind, bool all, std::vector<BoundQuery> inputs,
                           const std::vector<LogicalType>& types, BinderState& state);

}  // namespace lakebolt
