#include "function/aggregate/builtin.h"

#include "function/aggregate/lttb.h"

namespace lakebolt {

void RegisterAggregates(FunctionRegistry& registry) {
  RegisterCount(registry);
  RegisterSum(registry);
  RegisterAverage(registry);
  RegisterTemporalAverage(registry);
  RegisterMinMax(registry);
  RegisterFirst(registry);
  RegisterBoolean(registry);
  RegisterVariance(registry);
  RegisterStringAggregate(registry);
  RegisterList(registry);
  RegisterArgExtremes(registry);
  RegisterTopValues(registry);
  RegisterQuantiles(registry);
  RegisterDeviation(registry);
  RegisterFrequencies(registry);
  RegisterBinnedHistogram(registry);
  RegisterMoments(registry);
  RegisterCovariance(registry);
  RegisterBitwise(registry);
  RegisterBitStringAggregates(registry);
  RegisterFloatFolds(registry);
  RegisterApproxDistinct(registry);
  RegisterApproxQuantile(registry);
  RegisterSketches(registry);
  RegisterBitmaps(registry);
  RegisterVectorFolds(registry);
  RegisterNumericHistogram(registry);
  RegisterLttb(registry);
}

}  // namespace lakebolt
