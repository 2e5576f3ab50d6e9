#include "function/aggregate/builtin.h"

namespace lakebolt {

void RegisterAggregates(FunctionRegistry& registry) {
  RegisterCount(registry);
  RegisterSum(registry);
  RegisterAverage(registry);
  RegisterMinMax(registry);
  RegisterFirst(registry);
  RegisterBoolean(registry);
  RegisterVariance(registry);
  RegisterStringAggregate(registry);
  RegisterList(registry);
  RegisterArgExtremes(registry);
}

}  // namespace lakebolt
