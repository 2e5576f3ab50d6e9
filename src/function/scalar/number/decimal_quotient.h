#pragma once

#include "function/registry.h"

namespace lakebolt {

/// Registers decimal_division.
void RegisterDecimalQuotient(FunctionRegistry& registry);

}  // namespace lakebolt
