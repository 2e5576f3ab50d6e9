// JSON made of values: to_json, json_array, json_object.

#include <algorithm>

#include "base/error.h"
#include "function/cast/json_value.h"
#include "function/scalar/json/json_function.h"

namespace lakebolt {

namespace {

/// Makes the kernel that writes `write(row, text)` for each row; nothing gives NULL.
template <typename Write>
Vector WriteRows(RowSet rows, const Write& write) {
  JsonColumn out(JsonType(), rows.size);
  std::string text;
  rows.ForEach([&](uint32_t row) {
    text.clear();
    if (!write(row, text)) return;
    out.At(row);
    out.Text(text);
  });
  return out.Finish();
}

BoundScalar Bound(std::vector<LogicalType> arguments, ScalarKernel kernel) {
  BoundScalar bound;
  bound.arguments = std::move(arguments);
  bound.result = JsonType();
  bound.traits.nulls = NullHandling::kSpecial;
  bound.kernel = std::move(kernel);
  return bound;
}

/// Makes an overload of any one value of the kinds that `fits`.
template <typename Fits>
ScalarOverload OfOneValue(const LogicalType& documented, Fits fits) {
  ScalarOverload overload;
  overload.parameters = {documented};
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || !fits(actual[0])) return std::nullopt;
    return Bound(actual, [](std::span<const Vector> args, RowSet rows) {
      return WriteRows(rows, [&](uint32_t row, std::string& text) {
        if (args[0].IsNull(row)) return false;
        AppendJsonOfRow(args[0], row, text);
        return true;
      });
    });
  };
  return overload;
}

/// Is NULL where one of several arguments is a NULL without type, as in DuckDB.
ScalarOverload NullAmongMany() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.variadic = true;
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    const bool any_null = std::any_of(actual.begin(), actual.end(), [](const LogicalType& type) {
      return type.id() == TypeId::kNull;
    });
    if (actual.size() < 2 || !any_null) return std::nullopt;
    return Bound(actual, [](std::span<const Vector>, RowSet rows) {
      return Vector::Constant(Value(JsonType()), rows.size);
    });
  };
  return overload;
}

/// Takes any number of any arguments.
ScalarOverload Variadic(std::function<void(const std::vector<LogicalType>&)> check,
                        ScalarKernel kernel) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.variadic = true;
  overload.bind = [=](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    check(actual);
    return Bound(actual, kernel);
  };
  return overload;
}

Vector MakeArray(std::span<const Vector> args, RowSet rows) {
  return WriteRows(rows, [&](uint32_t row, std::string& text) {
    text += '[';
    for (size_t i = 0; i < args.size(); ++i) {
      if (i > 0) text += ',';
      AppendJsonOfRow(args[i], row, text);
    }
    text += ']';
    return true;
  });
}

Vector MakeObject(std::span<const Vector> args, RowSet rows) {
  return WriteRows(rows, [&](uint32_t row, std::string& text) {
    text += '{';
    bool first = true;
    for (size_t i = 0; i + 1 < args.size(); i += 2) {
      const Value key = args[i].GetValue(row);
      if (key.IsNull()) {
        throw UserError(ErrorCode::kInvalidArgument, "the key of a JSON object cannot be NULL");
      }
      if (!first) text += ',';
      first = false;
      AppendJsonString(key.ToString(), text);
      text += ':';
      AppendJsonOfRow(args[i + 1], row, text);
    }
    text += '}';
    return true;
  });
}

void CheckObject(const std::vector<LogicalType>& types) {
  if (types.size() % 2 != 0) {
    throw UserError(ErrorCode::kInvalidArgument, "json_object takes pairs of a key and a value");
  }
  for (size_t i = 0; i < types.size(); i += 2) {
    if (types[i].id() == TypeId::kVarchar || types[i].id() == TypeId::kNull) continue;
    throw UserError(ErrorCode::kTypeMismatch,
                    "the keys of json_object are VARCHAR, not " + types[i].ToString(), {},
                    "cast the key");
  }
}

}  // namespace

void RegisterJsonMake(FunctionRegistry& registry) {
  FunctionTraits traits;
  traits.nulls = NullHandling::kSpecial;
  const auto any = [](const LogicalType&) { return true; };
  registry.Add(ScalarFunction{
      "to_json",
      {"json_quote"},
      "json",
      "Turns any value into JSON.",
      {{"to_json({'a': [1, NULL]})", "{\"a\":[1,null]}"}, {"to_json('a\"b')", "\"a\\\"b\""}},
      traits,
      {OfOneValue(TypeId::kNull, any), NullAmongMany()}});
  registry.Add(ScalarFunction{"row_to_json",
                              {},
                              "json",
                              "Turns a struct into JSON.",
                              {{"row_to_json({'a': 1})", "{\"a\":1}"}},
                              traits,
                              {OfOneValue(LogicalType::Struct({{"a", TypeId::kInt32}}),
                                          [](const LogicalType& type) {
                                            return type.id() == TypeId::kStruct ||
                                                   type.id() == TypeId::kNull;
                                          }),
                               NullAmongMany()}});
  registry.Add(ScalarFunction{"array_to_json",
                              {},
                              "json",
                              "Turns a list into JSON.",
                              {{"array_to_json([1, 2])", "[1,2]"}},
                              traits,
                              {OfOneValue(LogicalType::List(TypeId::kInt32),
                                          [](const LogicalType& type) {
                                            return type.id() == TypeId::kList ||
                                                   type.id() == TypeId::kNull;
                                          }),
                               NullAmongMany()}});
  registry.Add(ScalarFunction{"json_array",
                              {},
                              "json",
                              "Makes a JSON array of its arguments.",
                              {{"json_array(1, 'a', NULL)", "[1,\"a\",null]"}},
                              traits,
                              {Variadic([](const std::vector<LogicalType>&) {}, MakeArray)}});
  registry.Add(ScalarFunction{"json_object",
                              {},
                              "json",
                              "Makes a JSON object of keys and values in turn.",
                              {{"json_object('a', 1, 'b', NULL)", "{\"a\":1,\"b\":null}"}},
                              traits,
                              {Variadic(CheckObject, MakeObject)}});
}

}  // namespace lakebolt
