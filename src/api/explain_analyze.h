#pragma once

#include <string>
#include <vector>

#include "api/query_run.h"

namespace lakebolt {

/// Prints a finished query's plan as a tree, each operator with estimated and real rows, time over
/// all workers, and bytes read; then the totals.
std::vector<std::string> ExplainAnalyzeLines(const QueryRun& run, double seconds);

}  // namespace lakebolt
