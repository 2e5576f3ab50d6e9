#pragma once

#include "function/registry.h"

namespace lakebolt {

/// Registers sleep_ms and pg_sleep.
void RegisterSleep(FunctionRegistry& registry);

}  // namespace lakebolt
