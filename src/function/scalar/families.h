#pragma once

#include "function/registry.h"

namespace lakebolt {

// Each family of functions registers itself; RegisterBuiltinFunctions calls them all. Those on text
// are in builtin_text.h.

void RegisterArithmetic(FunctionRegistry& registry);
void RegisterBitStrings(FunctionRegistry& registry);
void RegisterArrowTypes(FunctionRegistry& registry);
void RegisterBits(FunctionRegistry& registry);
void RegisterDateArithmetic(FunctionRegistry& registry);
void RegisterDateDiff(FunctionRegistry& registry);
void RegisterDateFormat(FunctionRegistry& registry);
void RegisterDateMaking(FunctionRegistry& registry);
void RegisterDateParts(FunctionRegistry& registry);
void RegisterDateTrunc(FunctionRegistry& registry);
void RegisterDivision(FunctionRegistry& registry);
void RegisterEnums(FunctionRegistry& registry);
void RegisterExtremes(FunctionRegistry& registry);
void RegisterGeneral(FunctionRegistry& registry);
void RegisterListLambdas(FunctionRegistry& registry);
void RegisterListReduce(FunctionRegistry& registry);
void RegisterLists(FunctionRegistry& registry);
void RegisterMath(FunctionRegistry& registry);
void RegisterRounding(FunctionRegistry& registry);
void RegisterTimeTz(FunctionRegistry& registry);
void RegisterTypeFunctions(FunctionRegistry& registry);

/// Are the traits of a function that gives a result for every argument.
inline FunctionTraits NeverFails() {
  FunctionTraits traits;
  traits.can_fail = false;
  return traits;
}

}  // namespace lakebolt
