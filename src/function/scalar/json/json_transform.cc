// from_json(json, structure): JSON to the types that another JSON value describes.

#include <algorithm>
#include <cstdlib>

#include "base/ascii.h"
#include "base/error.h"
#include "function/cast/json_value.h"
#include "function/scalar/json/json_function.h"

namespace lakebolt {

namespace {

/// Reads the name of a type, with parameters and brackets: "DECIMAL(10,2)", "INTEGER[]".
LogicalType TypeOfName(std::string name) {
  if (name.ends_with("[]")) {
    return LogicalType::List(TypeOfName(name.substr(0, name.size() - 2)));
  }
  name = AsciiLower(name);
  std::vector<int64_t> parameters;
  const size_t open = name.find('(');
  if (open != std::string::npos) {
    for (size_t at = open + 1; at < name.size(); ++at) {
      parameters.push_back(std::atoll(name.c_str() + at));
      at = std::min(name.find(',', at), name.size());
    }
    name.resize(open);
  }
  return TypeFromName(name, parameters);
}

LogicalType TypeOfStructure(const JsonDocument& document, uint32_t id) {
  const JsonNode& node = document.node(id);
  switch (node.kind) {
    case JsonKind::kString: {
      const std::string name(node.view());
      if (name == "JSON") return JsonType();
      if (name == "NULL") return TypeId::kNull;
      return TypeOfName(name);
    }
    case JsonKind::kArray:
      if (node.count != 1) {
        throw UserError(ErrorCode::kInvalidArgument,
                        "an array in a JSON structure holds the one type of its elements");
      }
      return LogicalType::List(TypeOfStructure(document, id + 1));
    case JsonKind::kObject: {
      std::vector<Field> fields;
      document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
        for (const Field& other : fields) {
          if (other.name != key.view()) continue;
          throw UserError(ErrorCode::kDuplicateName,
                          "the JSON structure has the member \"" + other.name + "\" twice");
        }
        fields.push_back({std::string(key.view()), TypeOfStructure(document, value)});
      });
      if (fields.empty()) {
        throw UserError(ErrorCode::kInvalidArgument, "an object in a JSON structure is empty");
      }
      return LogicalType::Struct(std::move(fields));
    }
    default:
      throw UserError(ErrorCode::kInvalidArgument,
                      "a JSON structure holds the names of types, arrays and objects");
  }
}

ScalarOverload TransformOverload(bool strict) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kVarchar, TypeId::kVarchar};
  overload.bind_constants =
      [=](const std::vector<LogicalType>& actual,
          std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != 2) return std::nullopt;
    if (actual[0].id() == TypeId::kNull || (constants[1] != nullptr && constants[1]->IsNull())) {
      BoundScalar nothing;
      nothing.arguments = actual;
      nothing.kernel = [](std::span<const Vector>, RowSet rows) {
        return Vector::Constant(Value(), rows.size);
      };
      return nothing;
    }
    if (constants[1] == nullptr || constants[1]->IsNull() ||
        constants[1]->type().id() != TypeId::kVarchar) {
      throw UserError(ErrorCode::kInvalidArgument, "the JSON structure must be a constant");
    }
    JsonDocument structure;
    RequireJson(structure, constants[1]->string());
    BoundScalar bound;
    bound.arguments = {TypeId::kVarchar, TypeId::kVarchar};
    bound.result = TypeOfStructure(structure, 0);
    const JsonConversion conversion{strict ? CastMode::kStrict : CastMode::kTry, strict};
    bound.kernel = [=, type = bound.result](std::span<const Vector> args, RowSet rows) {
      const VectorReader<StringView> texts(args[0]);
      Vector out(type, rows.size);
      JsonDocument document;
      rows.ForEach([&](uint32_t row) {
        if (texts.IsNull(row)) return out.SetNull(row);
        RequireJson(document, texts[row].view());
        out.SetValue(row, ValueOfJson(document, 0, type, conversion));
      });
      return out;
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterJsonTransform(FunctionRegistry& registry) {
  registry.Add(ScalarFunction{
      "json_transform",
      {"from_json"},
      "json",
      "Reads JSON as the types that a JSON structure names; what does not fit is NULL.",
      {{"json_transform('{\"a\":1}', '{\"a\":\"BIGINT\"}').a", "1"}},
      {},
      {TransformOverload(false)}});
  registry.Add(ScalarFunction{
      "json_transform_strict",
      {"from_json_strict"},
      "json",
      "Reads JSON as the types that a JSON structure names; what does not fit is an error.",
      {{"json_transform_strict('[1]', '[\"BIGINT\"]')[1]", "1"}},
      {},
      {TransformOverload(true)}});
}

}  // namespace lakebolt
