#pragma once

#include "base/cancellation.h"

namespace lakebolt {

/// Returns the token of the query that this thread works for (see CancellationScope), or null.
const CancellationToken* CurrentCancellation();

}  // namespace lakebolt
