#include "function/spark/date_families.h"
#include "function/spark/families.h"
#include "function/spark/text_families.h"

namespace lakebolt {

void RegisterSparkFunctions(FunctionRegistry& registry) {
  RegisterSparkArrayParts(registry);
  RegisterSparkArraySets(registry);
  RegisterSparkCsv(registry);
  RegisterSparkDateFunctions(registry);
  RegisterSparkHashes(registry);
  RegisterSparkJson(registry);
  RegisterSparkJsonLookup(registry);
  RegisterSparkMaps(registry);
  RegisterSparkSequence(registry);
  RegisterSparkTryAggregates(registry);
  RegisterSparkVariants(registry);
  RegisterSparkText(registry);
}

}  // namespace lakebolt
