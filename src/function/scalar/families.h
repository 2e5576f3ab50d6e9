#pragma once

#include "function/registry.h"

namespace lakebolt {

// Each family of functions registers itself; RegisterBuiltinFunctions calls them all.

void RegisterArithmetic(FunctionRegistry& registry);
void RegisterDivision(FunctionRegistry& registry);
void RegisterDateArithmetic(FunctionRegistry& registry);
void RegisterDateParts(FunctionRegistry& registry);
void RegisterDateTrunc(FunctionRegistry& registry);
void RegisterDateDiff(FunctionRegistry& registry);
void RegisterDateMaking(FunctionRegistry& registry);
void RegisterDateFormat(FunctionRegistry& registry);
void RegisterMath(FunctionRegistry& registry);
void RegisterRounding(FunctionRegistry& registry);
void RegisterBits(FunctionRegistry& registry);
void RegisterExtremes(FunctionRegistry& registry);
void RegisterConcat(FunctionRegistry& registry);
void RegisterTextLength(FunctionRegistry& registry);
void RegisterTextCase(FunctionRegistry& registry);
void RegisterSubstring(FunctionRegistry& registry);
void RegisterTrim(FunctionRegistry& registry);
void RegisterTextSearch(FunctionRegistry& registry);
void RegisterTextEdit(FunctionRegistry& registry);
void RegisterLike(FunctionRegistry& registry);
void RegisterRegex(FunctionRegistry& registry);
void RegisterNested(FunctionRegistry& registry);
void RegisterGeneral(FunctionRegistry& registry);

/// Are the traits of a function that gives a result for every argument.
inline FunctionTraits NeverFails() {
  FunctionTraits traits;
  traits.can_fail = false;
  return traits;
}

}  // namespace lakebolt
