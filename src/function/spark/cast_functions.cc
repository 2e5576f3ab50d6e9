// Functions called like types, which cast: int('3'), string(1), date('2024-02-29').

#include <cmath>

#include "function/cast.h"
#include "function/scalar/family.h"
#include "function/scalar_adapter.h"
#include "function/spark/text_families.h"
#include "function/spark/value_text.h"
#include "function/spark/whole_number.h"
#include "types/decimal.h"

namespace lakebolt {

namespace {

/// Drops the decimals of numbers, so that a cast has none to round.
Vector Truncated(const Vector& numbers, RowSet rows) {
  const LogicalType& type = numbers.type();
  if (type.IsDecimal()) {
    const LogicalType widest = LogicalType::Decimal(kMaxDecimal128Precision, type.scale());
    const int128_t power = PowerOfTen(type.scale());
    const Vector wide[] = {CastVector(numbers, widest, rows, CastMode::kStrict)};
    return MakeKernel<int128_t>(TypeId::kInt128, [power](int128_t value) { return value / power; })(
        wide, rows);
  }
  const Vector wide[] = {CastVector(numbers, TypeId::kFloat64, rows, CastMode::kStrict)};
  const auto truncate = [](double value) { return std::trunc(value); };
  Vector out = MakeKernel<double>(TypeId::kFloat64, truncate)(wide, rows);
  return out;
}

/// Writes values as Spark does.
Vector SparkTexts(const Vector& values, RowSet rows) {
  Vector out(TypeId::kVarchar, rows.size);
  auto* texts = out.mutable_values<StringView>();
  auto heap = std::make_shared<StringHeap>();
  GrowingText text;
  rows.ForEach([&](uint32_t row) {
    if (values.IsNull(row)) return out.SetNull(row);
    text.Clear();
    AppendSparkText(values, row, text);
    texts[row] = heap->Add(text.view());
  });
  out.AddOwner(heap);
  return out;
}

ScalarOverload CastOverload(const LogicalType& to) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.bind = [to](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || !CanCast(actual[0], to)) return std::nullopt;
    if (to.IsInteger() && actual[0] == LogicalType(TypeId::kVarchar)) {
      return ReadWholeNumber(to, WholeNumberReading::kStrict);
    }
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = to;
    bound.traits.can_fail = CastCanFail(actual[0], to);
    const bool drops = to.IsInteger() && (actual[0].IsFloating() || actual[0].IsDecimal());
    if (to.id() == TypeId::kVarchar && HasSparkText(actual[0])) {
      bound.kernel = [](std::span<const Vector> args, RowSet rows) {
        return SparkTexts(args[0], rows);
      };
      return bound;
    }
    bound.kernel = [to, drops](std::span<const Vector> args, RowSet rows) {
      return CastVector(drops ? Truncated(args[0], rows) : args[0], to, rows, CastMode::kStrict);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterSparkCasts(FunctionRegistry& registry) {
  Family family(registry, "general", "spark");
  const auto add = [&](const char* name, const LogicalType& type, FunctionExample example) {
    family.Add({name}, "Casts to the type of that name.", {std::move(example)},
               {CastOverload(type)});
  };
  const LogicalType zoned = LogicalType::Timestamp(TimeUnit::kMicro, true);
  add("bigint", TypeId::kInt64, {"bigint(3.9)", "3"});
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
