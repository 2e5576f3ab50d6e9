#pragma once

#include "function/window_registry.h"

namespace lakebolt {

void RegisterRanking(WindowRegistry& registry);
void RegisterOffsets(WindowRegistry& registry);
void RegisterFrameValues(WindowRegistry& registry);
void RegisterFill(WindowRegistry& registry);

/// Registers every window function that ships in the box.
void RegisterWindowFunctions(WindowRegistry& registry);

}  // namespace lakebolt
