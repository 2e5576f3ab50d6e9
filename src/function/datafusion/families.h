#pragma once

#include "function/registry.h"

namespace lakebolt {

// Functions that DataFusion has and others have not, and those whose names mean something else
// there: the latter say so with `dialect = "datafusion"`.

void RegisterDataFusionArrayEdits(FunctionRegistry& registry);
void RegisterDataFusionArrayMath(FunctionRegistry& registry);
void RegisterDataFusionArrayShapes(FunctionRegistry& registry);
void RegisterDataFusionEpochs(FunctionRegistry& registry);
void RegisterDataFusionTextLists(FunctionRegistry& registry);

/// Registers all of them, after those that they are made of.
void RegisterDataFusionFunctions(FunctionRegistry& registry);

}  // namespace lakebolt
