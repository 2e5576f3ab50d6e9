#include "function/datafusion/families.h"

namespace lakebolt {

void RegisterDataFusionFunctions(FunctionRegistry& registry) {
  RegisterDataFusionArrayEdits(registry);
  RegisterDataFusionArrayMath(registry);
  RegisterDataFusionArrayShapes(registry);
  RegisterDataFusionEpochs(registry);
  RegisterDataFusionTextLists(registry);
}

}  // namespace lakebolt
