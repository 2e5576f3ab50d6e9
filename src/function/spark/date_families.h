#pragma once

#include "function/registry.h"

namespace lakebolt {

// Spark's functions of dates and times, a file each.

void RegisterSparkDateFormat(FunctionRegistry& registry);
void RegisterSparkDateParts(FunctionRegistry& registry);
void RegisterSparkDateReading(FunctionRegistry& registry);
void RegisterSparkDates(FunctionRegistry& registry);
void RegisterSparkIntervals(FunctionRegistry& registry);
void RegisterSparkMonthsBetween(FunctionRegistry& registry);
void RegisterSparkTimeWindows(FunctionRegistry& registry);
void RegisterSparkTimes(FunctionRegistry& registry);
void RegisterSparkTimestampMaking(FunctionRegistry& registry);
void RegisterSparkTimestampSteps(FunctionRegistry& registry);
void RegisterSparkUnixTimes(FunctionRegistry& registry);
void RegisterSparkZoneShifts(FunctionRegistry& registry);

/// Registers all of them.
void RegisterSparkDateFunctions(FunctionRegistry& registry);

}  // namespace lakebolt
