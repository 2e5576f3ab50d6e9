#include "function/spark/families.h"

namespace lakebolt {

void RegisterSparkFunctions(FunctionRegistry& registry) {
  RegisterSparkArrayParts(registry);
  RegisterSparkArraySets(registry);
  RegisterSparkDateFormat(registry);
  RegisterSparkDates(registry);
  RegisterSparkHashes(registry);
  RegisterSparkMaps(registry);
  RegisterSparkSequence(registry);
}

}  // namespace lakebolt
