#pragma once

#include "function/registry.h"

namespace lakebolt {

/// Registers lttb, which thins out lines.
void RegisterLttb(FunctionRegistry& registry);

}  // namespace lakebolt
