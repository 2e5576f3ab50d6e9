// Functions that apply a lambda to the entries of a map.

#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/map_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "vector/compare_rows.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

LambdaParameter OverEntries() {
  return {1, 2, 2, [](const Types& arguments) -> std::optional<Types> {
            if (arguments[0].id() != TypeId::kMap) return std::nullopt;
            const std::vector<Field>& entry = arguments[0].element().children();
            return Types{entry[0].type, entry[1].type};
          }};
}

/// Makes an overload (MAP, LAMBDA over key and value); `kernel` gets the result's type, the laid
/// out map, its entries as structs, and what the lambda gives for each.
template <typename Result, typename Kernel>
ScalarOverload OverEntriesOverload(LogicalType wanted, Result result_of, Kernel kernel) {
  ScalarOverload overload;
  overload.parameters = {AnyMap(), TypeId::kNull};
  overload.lambdas = {OverEntries()};
  overload.bind = [=](const Types& actual) -> std::optional<BoundScalar> {
    const LogicalType body = wanted.id() == TypeId::kNull ? actual[1] : wanted;
    if (!CanCast(actual[1], body)) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {actual[0], body};
    bound.result = result_of(actual[0], body);
    bound.lambda_kernel = [kernel, type = bound.result](std::span<const Vector> args,
                                                        std::span<LambdaBody* const> lambdas,
                                                        RowSet rows) {
      const ListRows maps = LayOutLists(args[0], rows);
      const Vector structs = maps.elements.Flatten();
      const std::vector<Vector> parameters = {structs.children()[0].Flatten(),
                                              structs.children()[1].Flatten()};
      return kernel(type, maps, parameters,
                    lambdas[0]->Evaluate(parameters, maps.rows.data(), maps.count()), rows);
    };
    return bound;
  };
  return overload;
}

ScalarOverload TransformKeysOverload() {
  return OverEntriesOverload(
      TypeId::kNull,
      [](const LogicalType& map, const LogicalType& body) {
        return LogicalType::Map(body, map.element().children()[1].type);
      },
      [](const LogicalType& type, const ListRows& maps, const std::vector<Vector>& entries,
         const Vector& keys, RowSet rows) {
        const Vector flat = keys.Flatten();
        ElementSet set(flat);
        rows.ForEach([&](uint32_t row) { CheckKeys(flat, maps.entries[row], set); });
        return MakeMapVector(type, maps.entries, flat, entries[1], maps.validity);
      });
}

ScalarOverload TransformValuesOverload() {
  return OverEntriesOverload(
      TypeId::kNull,
      [](const LogicalType& map, const LogicalType& body) {
        return LogicalType::Map(map.element().children()[0].type, body);
      },
      [](const LogicalType& type, const ListRows& maps, const std::vector<Vector>& entries,
         const Vector& values,
         RowSet) { return MakeMapVector(type, maps.entries, entries[0], values, maps.validity); });
}

ScalarOverload FilterOverload() {
  return OverEntriesOverload(
      TypeId::kBoolean, [](const LogicalType& map, const LogicalType&) { return map; },
      [](const LogicalType& type, const ListRows& maps, const std::vector<Vector>&,
         const Vector& keep, RowSet rows) {
        PlaceLists out(rows.size);
        rows.ForEach([&](uint32_t row) {
          const ListEntry entry = maps.entries[row];
          ForEachElement(entry, [&](uint32_t k) {
            const VectorReader<uint8_t> reader(keep);
            if (!reader.IsNull(k) && reader[k] != 0) out.Add(k);
          });
          out.EndRow(row);
        });
        return out.Finish(type, maps.elements, maps.validity);
      });
}

/// Applies a lambda of key, left and right value to all keys of two maps.
Vector ZipMaps(const LogicalType& type, std::span<const Vector> args, LambdaBody& lambda,
               RowSet rows) {
  const ListReader left(args[0]);
  const ListReader right(args[1]);
  const Vector a = left.elements().Flatten();
  const Vector b = right.elements().Flatten();
  const JoinedElements keys(a.children()[0], b.children()[0]);
  std::vector<ListEntry> entries(rows.size);
  std::vector<uint32_t> key_places;
  std::vector<uint32_t> left_places;
  std::vector<uint32_t> right_places;
  std::vector<uint32_t> owners;
  NullRows nulls(rows.size);
  rows.ForEach([&](uint32_t row) {
    if (left.IsNull(row) || right.IsNull(row)) {
      nulls.Set(row);
      return;
    }
    const auto begin = static_cast<uint32_t>(owners.size());
    const ListEntry x = left[row];
    const ListEntry y = right[row];
    for (uint32_t k = x.offset; k < x.offset + x.length; ++k) {
      key_places.push_back(k);
      left_places.push_back(k);
      right_places.push_back(kNoPlace);
      owners.push_back(row);
    }
    for (uint32_t k = y.offset; k < y.offset + y.length; ++k) {
      uint32_t at = begin;
      const uint32_t end = begin + x.length;
      while (at < end &&
             CompareRows(keys.elements, key_places[at], keys.elements, keys.shift + k) != 0) {
        ++at;
      }
      if (at < end) {
        right_places[at] = k;
        continue;
      }
      key_places.push_back(keys.shift + k);
      left_places.push_back(kNoPlace);
      right_places.push_back(k);
      owners.push_back(row);
    }
    entries[row] = {begin, static_cast<uint32_t>(owners.size()) - begin};
  });
  const std::vector<Vector> parameters = {GatherPlaces(keys.elements, key_places),
                                          GatherPlaces(a.children()[1], left_places),
                                          GatherPlaces(b.children()[1], right_places)};
  Vector values = lambda.Evaluate(parameters, owners.data(), static_cast<uint32_t>(owners.size()));
  return MakeMapVector(type, entries, parameters[0], std::move(values), nulls.Take());
}

ScalarOverload ZipOverload() {
  ScalarOverload overload;
  overload.parameters = {AnyMap(), AnyMap(), TypeId::kNull};
  const auto key_type = [](const Types& arguments) -> std::optional<LogicalType> {
    if (arguments[0].id() != TypeId::kMap || arguments[1].id() != TypeId::kMap) {
      return std::nullopt;
    }
    return CommonType(arguments[0].element().children()[0].type,
                      arguments[1].element().children()[0].type);
  };
  overload.lambdas = {{2, 3, 3, [key_type](const Types& arguments) -> std::optional<Types> {
                         const auto key = key_type(arguments);
                         if (!key) return std::nullopt;
                         return Types{*key, arguments[0].element().children()[1].type,
                                      arguments[1].element().children()[1].type};
                       }}};
  overload.bind = [key_type](const Types& actual) -> std::optional<BoundScalar> {
    const LogicalType key = *key_type(actual);
    BoundScalar bound;
    bound.arguments = {LogicalType::Map(key, actual[0].element().children()[1].type),
                       LogicalType::Map(key, actual[1].element().children()[1].type), actual[2]};
    bound.result = LogicalType::Map(key, actual[2]);
    bound.lambda_kernel = [type = bound.result](std::span<const Vector> args,
                                                std::span<LambdaBody* const> lambdas, RowSet rows) {
      return ZipMaps(type, args, *lambdas[0], rows);
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterMapLambdas(FunctionRegistry& registry) {
  const auto add = [&](std::string name, std::string description, FunctionExample example,
                       ScalarOverload overload) {
    registry.Add(ScalarFunction{std::move(name),
                                {},
                                "map",
                                std::move(description),
                                {std::move(example)},
                                {},
                                {std::move(overload)}});
  };
  add("transform_keys", "Applies a lambda of key and value to make new keys of a map.",
      {"transform_keys(MAP {'a': 1}, (k, v) -> k || v)", "{a1=1}"}, TransformKeysOverload());
  add("transform_values", "Applies a lambda of key and value to make new values of a map.",
      {"transform_values(MAP {'a': 1}, (k, v) -> v + 1)", "{a=2}"}, TransformValuesOverload());
  add("map_filter", "Keeps the entries of a map for which a lambda of key and value is true.",
      {"map_filter(MAP {'a': 1, 'b': 2}, (k, v) -> v > 1)", "{b=2}"}, FilterOverload());
  add("map_zip_with",
      "Joins two maps by a lambda of key, left and right value, which are NULL where a map has no "
      "such key.",
      {"map_zip_with(MAP {'a': 1}, MAP {'a': 2}, (k, x, y) -> x + y)", "{a=3}"}, ZipOverload());
}

}  // namespace lakebolt
