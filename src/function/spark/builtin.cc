#include "function/spark/families.h"

namespace lakebolt {

void RegisterSparkFunctions(FunctionRegistry& registry) {
  RegisterSparkDateFormat(registry);
  RegisterSparkDates(registry);
  RegisterSparkHashes(registry);
}

}  // namespace lakebolt
