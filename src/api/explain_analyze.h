#pragma once

#include <string>
#include <vector>

#include "api/query_profile.h"

namespace lakebolt {

/// Prints a finished query's plan as a tree, each operator with its share of the time, estimated
/// and real rows, time over all workers, and bytes read; then the totals.
std::vector<std::string> ExplainAnalyzeLines(const QueryProfile& profile);

}  // namespace lakebolt
