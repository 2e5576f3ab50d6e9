#include "function/aggregate/builtin.h"
#include "function/registry.h"
#include "function/scalar/builtin_text.h"
#include "function/scalar/families.h"

namespace lakebolt {

void RegisterBuiltinFunctions(FunctionRegistry& registry) {
  RegisterArithmetic(registry);
  RegisterDivision(registry);
  RegisterDateArithmetic(registry);
  RegisterDateParts(registry);
  RegisterDateTrunc(registry);
  RegisterDateDiff(registry);
  RegisterDateMaking(registry);
  RegisterDateFormat(registry);
  RegisterMath(registry);
  RegisterRounding(registry);
  RegisterBits(registry);
  RegisterExtremes(registry);
  RegisterGeneral(registry);
  RegisterText(registry);
  RegisterEnums(registry);
  RegisterBitStrings(registry);
  RegisterTypeFunctions(registry);
  RegisterLists(registry);
  RegisterListLambdas(registry);
  RegisterListReduce(registry);
  RegisterAggregates(registry);
}

}  // namespace lakebolt
