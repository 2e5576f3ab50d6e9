#pragma once

#include "function/registry.h"

namespace lakebolt {

/// Registers create_sort_key.
void RegisterSortKey(FunctionRegistry& registry);

}  // namespace lakebolt
