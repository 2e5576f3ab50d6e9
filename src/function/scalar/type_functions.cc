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

/// Puts one type in the place of another, wherever that stands in a type.
LogicalType Replaced(const LogicalType& type, const LogicalType& from, const LogicalType& to) {
  if (type == from) return to;
  std::vector<Field> fields = type.children();
  for (Field& field : fields) field.type = Replaced(field.type, from, to);
  switch (type.id()) {
    case TypeId::kList: return LogicalType::List(fields[0].type);
    case TypeId::kStruct: return LogicalType::Struct(std::move(fields));
    case TypeId::kMap: {
      const std::vector<Field>& entry = fields[0].type.children();
      return LogicalType::Map(entry[0].type, entry[1].type);
    }
    default: return type;
  }
}

ScalarOverload ReplaceTypeOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull, TypeId::kNull, TypeId::kNull};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 3) return std::nullopt;
    const LogicalType type = Replaced(actual[0], actual[1], actual[2]);
    if (!CanCast(actual[0], type)) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = type;
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = CastCanFail(actual[0], type);
    bound.kernel = [type](std::span<const Vector> args, RowSet rows) {
      return CastVector(args[0], type, rows, CastMode::kStrict);
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
  registry.Add(ScalarFunction{"replace_type",
                              {},
                              "general",
                              "Casts a value to its type with the type of the third argument in "
                              "the place of that of the second.",
                              {{"replace_type(['1'], NULL::VARCHAR, NULL::INTEGER)", "[1]"}},
                              traits,
                              {ReplaceTypeOverload()}});
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
