#include "function/scalar/further_families.h"

#include "function/invoke.h"
#include "function/scalar/bytes/sort_key.h"
#include "function/scalar/number/decimal_quotient.h"
#include "function/scalar/sleep.h"

namespace lakebolt {

void RegisterFurtherFamilies(FunctionRegistry& registry) {
  RegisterBinning(registry);
  RegisterDecimalQuotient(registry);
  RegisterInvoke(registry);
  RegisterSleep(registry);
  RegisterSortKey(registry);
  RegisterBitShifts(registry);
  RegisterByteFormats(registry);
  RegisterCatalogQuestions(registry);
  RegisterGlob(registry);
  RegisterNumberText(registry);
  RegisterPathJoin(registry);
  RegisterRandom(registry);
  RegisterSessionNames(registry);
  RegisterSoundex(registry);
  RegisterSpecialMath(registry);
  RegisterStringLookup(registry);
  RegisterTextMaps(registry);
  RegisterUrlParts(registry);
  RegisterTryForms(registry);
}

}  // namespace lakebolt
