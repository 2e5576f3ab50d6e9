// Functions about types: casts to the type of a value, and whether they happen unasked.

#include "function/cast.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

ScalarOverload CastToTypeOverload(CastMode mode) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull, TypeId::kNull};
  overload.bind = [mode](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2 || !CanCast(actual[0], actual[1])) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = actual[1];
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = mode == CastMode::kStrict && CastCanFail(actual[0], actual[1]);
    bound.kernel = [type = actual[1], mode](std::span<const Vector> args, RowSet rows) {
      return CastVector(args[0], type, rows, mode);
    };
    return bound;
  };
  return overload;
}

ScalarOverload CanCastOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull, TypeId::kNull};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = TypeId::kBoolean;
    bound.traits = NeverFails();
    bound.traits.nulls = NullHandling::kSpecial;
    const bool can = ImplicitCastCost(actual[0], actual[1]).has_value();
    bound.kernel = [can](std::span<const Vector>, RowSet rows) {
      return Vector::Constant(Value::Boolean(can), rows.size);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterTypeFunctions(FunctionRegistry& registry) {
  FunctionTraits traits;
  traits.nulls = NullHandling::kSpecial;
  registry.Add(ScalarFunction{"cast_to_type",
                              {},
                              "general",
                              "Casts a value to the type of another value.",
                              {{"cast_to_type('42', NULL::INTEGER)", "42"}},
                              traits,
                              {CastToTypeOverload(CastMode::kStrict)}});
  traits.can_fail = false;
  registry.Add(ScalarFunction{"try_cast_to_type",
                              {},
                              "general",
                              "Casts a value to the type of another value, NULL where that fails.",
                              {{"try_cast_to_type('x', NULL::INTEGER)", "NULL"}},
                              traits,
                              {CastToTypeOverload(CastMode::kTry)}});
  registry.Add(ScalarFunction{"can_cast_implicitly",
                              {},
                              "general",
                              "Tells whether the first value's type becomes the second's unasked.",
                              {{"can_cast_implicitly(1, 1.5::DOUBLE)", "true"},
                               {"can_cast_implicitly(1.5::DOUBLE, 1)", "false"}},
                              traits,
                              {CanCastOverload()}});
}

}  // namespace lakebolt
