#pragma once

#include "function/registry.h"

namespace lakebolt {

// Families beyond the SQL standard's, most of them known from DuckDB, Spark or PostgreSQL.

void RegisterBinning(FunctionRegistry& registry);
void RegisterBitShifts(FunctionRegistry& registry);
void RegisterByteFormats(FunctionRegistry& registry);
void RegisterCatalogQuestions(FunctionRegistry& registry);
void RegisterGlob(FunctionRegistry& registry);
void RegisterNumberText(FunctionRegistry& registry);
void RegisterPathJoin(FunctionRegistry& registry);
void RegisterRandom(FunctionRegistry& registry);
void RegisterSessionNames(FunctionRegistry& registry);
void RegisterSoundex(FunctionRegistry& registry);
void RegisterSpecialMath(FunctionRegistry& registry);
void RegisterStringLookup(FunctionRegistry& registry);
void RegisterTextMaps(FunctionRegistry& registry);
void RegisterTryForms(FunctionRegistry& registry);
void RegisterUrlParts(FunctionRegistry& registry);

/// Registers all of them, after those that they are made of.
void RegisterFurtherFamilies(FunctionRegistry& registry);

}  // namespace lakebolt
