#pragma once

#include "function/registry.h"

namespace lakebolt {

// Families of functions of dates and times beside those of families.h.

void RegisterDateBin(FunctionRegistry& registry);
void RegisterDateNames(FunctionRegistry& registry);
void RegisterDateNow(FunctionRegistry& registry);
void RegisterDatePartByName(FunctionRegistry& registry);
void RegisterIntervalMaking(FunctionRegistry& registry);
void RegisterStrptime(FunctionRegistry& registry);
void RegisterTimeBucket(FunctionRegistry& registry);
void RegisterTimeZones(FunctionRegistry& registry);

}  // namespace lakebolt
