#pragma once

#include "function/registry.h"

namespace lakebolt {

void RegisterCount(FunctionRegistry& registry);
void RegisterSum(FunctionRegistry& registry);
void RegisterAverage(FunctionRegistry& registry);
void RegisterMinMax(FunctionRegistry& registry);
void RegisterFirst(FunctionRegistry& registry);
void RegisterBoolean(FunctionRegistry& registry);
void RegisterVariance(FunctionRegistry& registry);
void RegisterStringAggregate(FunctionRegistry& registry);
void RegisterList(FunctionRegistry& registry);
void RegisterArgExtremes(FunctionRegistry& registry);

/// Registers every aggregate that ships in the box.
void RegisterAggregates(FunctionRegistry& registry);

}  // namespace lakebolt
