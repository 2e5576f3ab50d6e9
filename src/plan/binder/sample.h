#pragma once

#include "plan/binder/binder_state.h"

namespace lakebolt {

/// Puts TABLESAMPLE or USING SAMPLE above a plan.
PlanPtr PlanSample(PlanPtr plan, const sql::SampleClause& sample, BinderState& state);

}  // namespace lakebolt
