#pragma once

#include "function/registry.h"

namespace lakebolt {

/// Adds + and - of BIGNUM.
void RegisterBignumArithmetic(FunctionRegistry& registry);

}  // namespace lakebolt
