#pragma once

#include <memory>

#include "function/aggregate_function.h"
#include "plan/operators.h"

namespace lakebolt {

/// Makes the aggregate by which INTERSECT and EXCEPT are group-bys over the rows of both inputs:
/// its argument says of a row whether it is the right input's, its result how many times a row is
/// to be given out.
std::shared_ptr<const BoundAggregate> MakeSideCounts(SetOperationKind operation, bool all);

}  // namespace lakebolt
