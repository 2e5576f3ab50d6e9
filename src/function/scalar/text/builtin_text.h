#pragma once

#include "function/registry.h"

namespace lakebolt {

// The families of functions on text.

void RegisterByteSizes(FunctionRegistry& registry);
void RegisterDigests(FunctionRegistry& registry);
void RegisterEncoding(FunctionRegistry& registry);
void RegisterLike(FunctionRegistry& registry);
void RegisterPaths(FunctionRegistry& registry);
void RegisterRadix(FunctionRegistry& registry);
void RegisterRegexp(FunctionRegistry& registry);
void RegisterRegexpExtract(FunctionRegistry& registry);
void RegisterStringCase(FunctionRegistry& registry);
void RegisterStringDistance(FunctionRegistry& registry);
void RegisterStringEdit(FunctionRegistry& registry);
void RegisterStringFormat(FunctionRegistry& registry);
void RegisterStringGrapheme(FunctionRegistry& registry);
void RegisterStringJoin(FunctionRegistry& registry);
void RegisterConcatWs(FunctionRegistry& registry);
void RegisterStringNormalize(FunctionRegistry& registry);
void RegisterStringPad(FunctionRegistry& registry);
void RegisterStringSearch(FunctionRegistry& registry);
void RegisterStringSlice(FunctionRegistry& registry);
void RegisterStringSplit(FunctionRegistry& registry);

/// Registers all of them.
void RegisterText(FunctionRegistry& registry);

}  // namespace lakebolt
