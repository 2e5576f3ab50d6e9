// Functions called like types, which cast: int('3'), string(1), date('2024-02-29').

#include "function/cast.h"
#include "function/spark/spark_family.h"
#include "function/spark/text_families.h"

namespace lakebolt {

namespace {

ScalarOverload CastOverload(const LogicalType& to) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.bind = [to](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || !CanCast(actual[0], to)) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = to;
    bound.traits.can_fail = CastCanFail(actual[0], to);
    bound.kernel = [to](std::span<const Vector> args, RowSet rows) {
      return CastVector(args[0], to, rows, CastMode::kStrict);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterSparkCasts(FunctionRegistry& registry) {
  SparkFamily family(registry, "general");
  const auto add = [&](const char* name, const LogicalType& type, FunctionExample example) {
    family.Add({name}, "Casts to the type of that name.", {std::move(example)},
               {CastOverload(type)});
  };
  const LogicalType zoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
  add("bigint", TypeId::kInt64, {"bigint('3')", "3"});
  add("binary", TypeId::kBlob, {"hex(binary('abc'))", "616263"});
  add("boolean", TypeId::kBoolean, {"boolean('yes')", "true"});
  add("date", TypeId::kDate, {"date('2024-02-29')", "2024-02-29"});
  add("decimal", LogicalType::Decimal(10, 0), {"decimal('3.2')", "3"});
  add("double", TypeId::kFloat64, {"double('1.5')", "1.5"});
  add("float", TypeId::kFloat32, {"float('1.5')", "1.5"});
  add("int", TypeId::kInt32, {"int('3')", "3"});
  add("smallint", TypeId::kInt16, {"smallint('3')", "3"});
  add("string", TypeId::kVarchar, {"string(15)", "15"});
  add("timestamp", zoned, {"timestamp('2024-02-29') = TIMESTAMP '2024-02-29'", "true"});
  add("tinyint", TypeId::kInt8, {"tinyint('3')", "3"});
}

}  // namespace lakebolt
