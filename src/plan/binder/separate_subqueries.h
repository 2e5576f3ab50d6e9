#pragma once

#include "plan/binder/binder_state.h"

namespace lakebolt {

/// Gives each use of a subquery a plan of its own. An expression that stands for a name (an alias)
/// or is looked at twice (BETWEEN, CASE x WHEN) shares its subqueries; no id may be made twice in a
/// plan.
PlanPtr SeparateSubqueries(const PlanPtr& plan, BinderState& state);

}  // namespace lakebolt
