#pragma once

#include <string>

#include "api/result.h"

namespace lakebolt {

/// Words how far a query is after `seconds`, in at most `width` cells: bar, share, rows read, rows
/// a second, time left.
std::string ProgressText(const QueryProgress& progress, double seconds, int width);

}  // namespace lakebolt
