#pragma once

#include "function/scalar/date/date_part.h"

namespace lakebolt {

/// Sets everything of a wall clock's ticks below a part to its start.
int64_t TruncateTimestamp(DatePart part, int64_t ticks, int64_t per_second);

}  // namespace lakebolt
