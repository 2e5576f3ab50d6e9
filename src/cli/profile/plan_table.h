#pragma once

#include <string>

#include "api/query_profile.h"

namespace lakebolt {

/// Returns the plan as an HTML table: a row an operator, the tree drawn in the first column.
std::string PlanTable(const QueryProfile& profile);

}  // namespace lakebolt
