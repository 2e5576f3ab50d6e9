#pragma once

#include "function/registry.h"

namespace lakebolt {

// The families of functions over lists, maps and structs; see families.h.

void RegisterListAggregates(FunctionRegistry& registry);
void RegisterListDistance(FunctionRegistry& registry);
void RegisterListJoin(FunctionRegistry& registry);
void RegisterListParts(FunctionRegistry& registry);
void RegisterListRange(FunctionRegistry& registry);
void RegisterListSearch(FunctionRegistry& registry);
void RegisterListSlice(FunctionRegistry& registry);
void RegisterListSort(FunctionRegistry& registry);
void RegisterMapLambdas(FunctionRegistry& registry);
void RegisterMaps(FunctionRegistry& registry);
void RegisterStructs(FunctionRegistry& registry);
void RegisterUnions(FunctionRegistry& registry);

}  // namespace lakebolt
