#pragma once

#include <string>

#include "plan/logical_plan.h"

namespace lakebolt {

/// Prints the plan as an indented tree with details and estimated rows, a line per operator.
std::string ExplainPlan(const PlanNode& plan);

}  // namespace lakebolt
