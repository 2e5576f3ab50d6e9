#pragma once

#include <vector>

#include "function/registry.h"
#include "function/scalar_function.h"

namespace lakebolt {

/// Makes the function of a lambda and its arguments that gives the lambda's body, once a row.
BoundScalar MakeInvokeFunction(const LogicalType& result,
                               const std::vector<LogicalType>& arguments);

/// Registers invoke(lambda, arguments…).
void RegisterInvoke(FunctionRegistry& registry);

}  // namespace lakebolt
