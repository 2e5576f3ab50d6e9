#include "function/spark/text_families.h"

namespace lakebolt {

void RegisterSparkText(FunctionRegistry& registry) {
  RegisterSparkBytes(registry);
  RegisterSparkCasts(registry);
  RegisterSparkDivision(registry);
  RegisterSparkNumberText(registry);
  RegisterSparkRandom(registry);
  RegisterSparkRegexps(registry);
  RegisterSparkRounding(registry);
  RegisterSparkSearch(registry);
  RegisterSparkSentences(registry);
  RegisterSparkSessionNames(registry);
  RegisterSparkSlices(registry);
  RegisterSparkTypeNames(registry);
  RegisterSparkUrlCodes(registry);
  RegisterSparkVectors(registry);
}

}  // namespace lakebolt
