#pragma once

#include "function/registry.h"

namespace lakebolt {

// Functions that Spark has and others have not, and those whose names mean something else there:
// the latter say so with `dialect = "spark"`.

void RegisterSparkArrayParts(FunctionRegistry& registry);
void RegisterSparkArraySets(FunctionRegistry& registry);
void RegisterSparkCsv(FunctionRegistry& registry);
void RegisterSparkHashes(FunctionRegistry& registry);
void RegisterSparkJson(FunctionRegistry& registry);
void RegisterSparkJsonLookup(FunctionRegistry& registry);
void RegisterSparkMaps(FunctionRegistry& registry);
void RegisterSparkSequence(FunctionRegistry& registry);
void RegisterSparkTryAggregates(FunctionRegistry& registry);
void RegisterSparkVariants(FunctionRegistry& registry);

/// Registers all of them, after those that they are made of.
void RegisterSparkFunctions(FunctionRegistry& registry);

}  // namespace lakebolt
