#pragma once

#include "function/registry.h"

namespace lakebolt {

void RegisterCount(FunctionRegistry& registry);
void RegisterSum(FunctionRegistry& registry);
void RegisterAverage(FunctionRegistry& registry);
void RegisterTemporalAverage(FunctionRegistry& registry);
void RegisterMinMax(FunctionRegistry& registry);
void RegisterFirst(FunctionRegistry& registry);
void RegisterBoolean(FunctionRegistry& registry);
void RegisterVariance(FunctionRegistry& registry);
void RegisterStringAggregate(FunctionRegistry& registry);
void RegisterList(FunctionRegistry& registry);
void RegisterArgExtremes(FunctionRegistry& registry);
void RegisterTopValues(FunctionRegistry& registry);
void RegisterQuantiles(FunctionRegistry& registry);
void RegisterDeviation(FunctionRegistry& registry);
void RegisterFrequencies(FunctionRegistry& registry);
void RegisterBinnedHistogram(FunctionRegistry& registry);
void RegisterMoments(FunctionRegistry& registry);
void RegisterCovariance(FunctionRegistry& registry);
void RegisterBitStringAggregates(FunctionRegistry& registry);
void RegisterBitwise(FunctionRegistry& registry);
void RegisterFloatFolds(FunctionRegistry& registry);
void RegisterApproxDistinct(FunctionRegistry& registry);
void RegisterApproxQuantile(FunctionRegistry& registry);
void RegisterSketches(FunctionRegistry& registry);
void RegisterBitmaps(FunctionRegistry& registry);
void RegisterVectorFolds(FunctionRegistry& registry);
void RegisterNumericHistogram(FunctionRegistry& registry);

/// Registers every aggregate that ships in the box.
void RegisterAggregates(FunctionRegistry& registry);

}  // namespace lakebolt
