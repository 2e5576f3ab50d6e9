#pragma once

#include <vector>

#include "exec/join/join_spec.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Holds the conditions of a join without equal keys by what they are good for.
struct RangeConditions {
  std::vector<JoinSpec::Range> ranges;  // over plan columns; see JoinSpec::ranges
  std::vector<ExprPtr> residual;        // what is left to be tested
};

/// Looks for inequalities by which a join can find its build rows; without any, all conditions are
/// left. Takes the columns of both sides.
RangeConditions FindRanges(JoinKind kind, const std::vector<ExprPtr>& conditions,
                           const ColumnSet& probe, const ColumnSet& build);

}  // namespace lakebolt
