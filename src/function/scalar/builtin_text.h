#pragma once

#include "function/registry.h"

namespace lakebolt {

// The families of functions on text.

void RegisterLike(FunctionRegistry& registry);
void RegisterRegexp(FunctionRegistry& registry);
void RegisterStringCase(FunctionRegistry& registry);
void RegisterStringEdit(FunctionRegistry& registry);
void RegisterStringJoin(FunctionRegistry& registry);
void RegisterStringPad(FunctionRegistry& registry);
void RegisterStringSearch(FunctionRegistry& registry);
void RegisterStringSlice(FunctionRegistry& registry);

/// Registers all of them.
void RegisterText(FunctionRegistry& registry);

}  // namespace lakebolt
