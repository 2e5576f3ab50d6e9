#pragma once

#include "function/registry.h"

namespace lakebolt {

// Spark's functions on text, bytes, numbers, and those that fit nowhere else.

void RegisterSparkBytes(FunctionRegistry& registry);
void RegisterSparkCasts(FunctionRegistry& registry);
void RegisterSparkDivision(FunctionRegistry& registry);
void RegisterSparkNumberText(FunctionRegistry& registry);
void RegisterSparkRandom(FunctionRegistry& registry);
void RegisterSparkRegexps(FunctionRegistry& registry);
void RegisterSparkRounding(FunctionRegistry& registry);
void RegisterSparkSearch(FunctionRegistry& registry);
void RegisterSparkSentences(FunctionRegistry& registry);
void RegisterSparkSessionNames(FunctionRegistry& registry);
void RegisterSparkSlices(FunctionRegistry& registry);
void RegisterSparkTypeNames(FunctionRegistry& registry);
void RegisterSparkUrlCodes(FunctionRegistry& registry);
void RegisterSparkVectors(FunctionRegistry& registry);

/// Registers all of them, after those that they are made of.
void RegisterSparkText(FunctionRegistry& registry);

}  // namespace lakebolt
