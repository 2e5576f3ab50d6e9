#include "function/spark/date_families.h"

namespace lakebolt {

void RegisterSparkDateFunctions(FunctionRegistry& registry) {
  RegisterSparkDateFormat(registry);
  RegisterSparkDateParts(registry);
  RegisterSparkDateReading(registry);
  RegisterSparkDates(registry);
  RegisterSparkIntervals(registry);
  RegisterSparkMonthsBetween(registry);
  RegisterSparkTimeWindows(registry);
  RegisterSparkTimes(registry);
  RegisterSparkTimestampMaking(registry);
  RegisterSparkTimestampSteps(registry);
  RegisterSparkUnixTimes(registry);
  RegisterSparkZoneShifts(registry);
}

}  // namespace lakebolt
