// Casts written as calls: date(x), timestamp(x), and the session's zone by name.

#include "function/cast.h"
#include "function/scalar/families.h"
#include "function/scalar/family.h"
#include "function/spark/date_families.h"
#include "function/spark/overloads.h"

namespace lakebolt {

namespace {

/// Makes the overload that casts whatever can be cast.
ScalarOverload CastOverload(const LogicalType& to) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || !CanCast(actual[0], to)) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = to;
    bound.kernel = [=](std::span<const Vector> args, RowSet rows) {
      return CastVector(args[0], to, rows, CastMode::kStrict);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterSparkDateCasts(FunctionRegistry& registry) {
  Family spark(registry, "date", "spark");
  spark.Add({"date"}, "Casts to DATE.", {{"date('2020-02-29')", "2020-02-29"}},
            {CastOverload(TypeId::kDate)});
  spark.Add({"timestamp"}, "Casts to TIMESTAMP.",
            {{"timestamp('2020-02-29')", "2020-02-29 00:00:00"}},
            {CastOverload(LogicalType::Timestamp(TimeUnit::kMicro, true))});
  spark.Add({"time"}, "Casts to TIME.", {{"time('12:30:00')", "12:30:00"}},
            {CastOverload(LogicalType::Time())});
  FunctionTraits stable = NeverFails();
  stable.volatility = Volatility::kStable;
  const LogicalType text = TypeId::kVarchar;
  Family(registry, "date")
      .Add({"current_timezone"}, "Returns the name of the session's time zone.",
           {{"length(current_timezone()) > 0", "true"}},
           {KernelOverload({}, text,
                           [](std::span<const Vector>, RowSet rows) {
                             return Vector::Constant(Value::Varchar(SessionZone().name()),
                                                     rows.size);
                           })},
           stable);
}

}  // namespace lakebolt
