// Functions that tell the labels of an ENUM.

#include "types/enum_labels.h"

#include "function/scalar/families.h"

namespace lakebolt {

namespace {

using Labels = std::vector<std::string>;

/// Binds a function of ENUMs whose result hangs on the type alone.
ScalarOverload OfType(LogicalType result, Value (*value_of)(const EnumLabels& labels)) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || actual[0].id() != TypeId::kEnum) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = result;
    bound.traits = NeverFails();
    bound.traits.nulls = NullHandling::kSpecial;
    bound.kernel = [value = value_of(actual[0].labels())](std::span<const Vector>, RowSet rows) {
      return Vector::Constant(value, rows.size);
    };
    return bound;
  };
  return overload;
}

Value TextList(Labels::const_iterator begin, Labels::const_iterator end) {
  std::vector<Value> parts;
  for (auto at = begin; at != end; ++at) parts.push_back(Value::Varchar(*at));
  return Value::Nested(LogicalType::List(TypeId::kVarchar), std::move(parts));
}

Value AllLabels(const EnumLabels& labels) {
  return TextList(labels.labels().begin(), labels.labels().end());
}
Value FirstLabel(const EnumLabels& labels) {
  return labels.size() == 0 ? Value(TypeId::kVarchar) : Value::Varchar(labels.labels().front());
}
Value LastLabel(const EnumLabels& labels) {
  return labels.size() == 0 ? Value(TypeId::kVarchar) : Value::Varchar(labels.labels().back());
}

TypeId CodeType(const LogicalType& type) {
  switch (type.physical()) {
    case PhysicalType::kUInt8: return TypeId::kUInt8;
    case PhysicalType::kUInt16: return TypeId::kUInt16;
    default: return TypeId::kUInt32;
  }
}

ScalarOverload CodeOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || actual[0].id() != TypeId::kEnum) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = CodeType(actual[0]);
    bound.traits = NeverFails();
    bound.traits.monotonicity = Monotonicity::kIncreasing;
    bound.kernel = [type = bound.result](std::span<const Vector> args, RowSet) {
      return args[0].Flatten().Retyped(type);
    };
    return bound;
  };
  return overload;
}

/// Lists the labels from one to another; NULL stands for the first and the last.
Value Range(const EnumLabels& labels, const Value& from, const Value& to) {
  const auto begin = labels.labels().begin();
  const auto first = from.IsNull() ? 0 : static_cast<int64_t>(from.integral());
  const auto last = to.IsNull() ? labels.size() : static_cast<int64_t>(to.integral()) + 1;
  return first >= last ? TextList(begin, begin) : TextList(begin + first, begin + last);
}

ScalarOverload BoundaryOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull, TypeId::kNull};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2) return std::nullopt;
    const bool first_is_enum = actual[0].id() == TypeId::kEnum;
    const LogicalType type = first_is_enum ? actual[0] : actual[1];
    if (type.id() != TypeId::kEnum) return std::nullopt;
    for (const LogicalType& side : actual) {
      if (side.id() != TypeId::kNull && side != type) return std::nullopt;
    }
    BoundScalar bound;
    bound.arguments = {type, type};
    bound.result = LogicalType::List(TypeId::kVarchar);
    bound.traits = NeverFails();
    bound.traits.nulls = NullHandling::kSpecial;
    bound.kernel = [type, result = bound.result](std::span<const Vector> args, RowSet rows) {
      Vector out(result, rows.size);
      rows.ForEach([&](uint32_t row) {
        out.SetValue(row, Range(type.labels(), args[0].GetValue(row), args[1].GetValue(row)));
      });
      return out;
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterEnums(FunctionRegistry& registry) {
  FunctionTraits traits = NeverFails();
  traits.nulls = NullHandling::kSpecial;
  const auto add = [&](const char* name, const char* description, FunctionExample example,
                       ScalarOverload overload, const FunctionTraits& of) {
    registry.Add(ScalarFunction{
        name, {}, "enum", description, {std::move(example)}, of, {std::move(overload)}});
  };
  add("enum_range", "Lists all labels of an ENUM type.",
      {"enum_range(NULL::ENUM('low', 'high'))", "[low, high]"},
      OfType(LogicalType::List(TypeId::kVarchar), AllLabels), traits);
  add("enum_first", "Returns the first label of an ENUM type.",
      {"enum_first(NULL::ENUM('low', 'high'))", "low"}, OfType(TypeId::kVarchar, FirstLabel),
      traits);
  add("enum_last", "Returns the last label of an ENUM type.",
      {"enum_last(NULL::ENUM('low', 'high'))", "high"}, OfType(TypeId::kVarchar, LastLabel),
      traits);
  add("enum_code", "Returns the position of a label in its ENUM, from 0 on.",
      {"enum_code('high'::ENUM('low', 'high'))", "1"}, CodeOverload(), NeverFails());
  add("enum_range_boundary",
      "Lists the labels from one to another; NULL stands for the first and the last.",
      {"enum_range_boundary('mid'::ENUM('low', 'mid', 'high'), NULL)", "[mid, high]"},
      BoundaryOverload(), traits);
}

}  // namespace lakebolt
