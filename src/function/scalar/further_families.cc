#include "function/scalar/further_families.h"

namespace lakebolt {

void RegisterFurtherFamilies(FunctionRegistry& registry) {
  RegisterBinning(registry);
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
