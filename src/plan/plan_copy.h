#pragma once

#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Replaces columns in all references of a plan (those of subqueries too), and where a node passes
/// such a column on.
PlanPtr RenameInPlan(const PlanPtr& plan, const ColumnMap& map);
/// Copies a plan with new ids for all columns that it makes; `map` gets old to new. Free columns
/// stay, but for those that `map` already holds. CTEs get new numbers from `next_cte_id`, if given.
/// Needed wherever a plan is used twice.
PlanPtr CopyWithNewIds(const PlanPtr& plan, ColumnIds& ids, ColumnMap& map,
                       uint32_t* next_cte_id = nullptr);

}  // namespace lakebolt
