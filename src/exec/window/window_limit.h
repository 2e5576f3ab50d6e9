#pragma once

#include "exec/window/window_spec.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Puts chunks of a window operator's input together and keeps of each partition the rows whose
/// rank among these is within the limit: none other can be so among all rows. Rows stay in their
/// order.
Chunk KeepFirstRanks(const WindowSpec& spec, std::vector<Chunk> chunks);

}  // namespace lakebolt
