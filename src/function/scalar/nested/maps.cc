// Maps: lists of struct(key, value) whose keys are not NULL and each there once.

#include <algorithm>

#include "base/error.h"
#include "function/scalar/nested/element_set.h"
#include "function/scalar/nested/joined_lists.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/map_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "vector/compare_rows.h"
#include "vector/concat.h"

namespace lakebolt {

void CheckKeys(const Vector& keys, ListEntry entry, ElementSet& set) {
  set.Reset(entry.length);
  ForEachElement(entry, [&](uint32_t k) {
    if (keys.IsNull(k)) {
      throw UserError(ErrorCode::kInvalidArgument, "the key of a map cannot be NULL");
    }
    if (!set.Insert(k)) {
      throw UserError(ErrorCode::kDuplicateName,
                      "the key " + keys.GetValue(k).ToString() + " stands twice in a map");
    }
  });
}

Vector MakeMapVector(const LogicalType& type, const std::vector<ListEntry>& entries, Vector keys,
                     Vector values, BufferPtr validity) {
  Vector structs(type.element(), keys.size());
  structs.mutable_children()[0] = keys.Flatten();
  structs.mutable_children()[1] = values.Flatten();
  return MakeListVector(type, entries, std::move(structs), std::move(validity));
}

namespace {

const LogicalType& KeyType(const LogicalType& map) {
  return map.element().children()[0].type;
}
const LogicalType& ValueType(const LogicalType& map) {
  return map.element().children()[1].type;
}

/// Makes map(keys, values) out of two lists of equal length.
std::optional<BoundScalar> BindMapOfLists(const Types& actual) {
  const auto key = ElementOf(actual[0]);
  const auto value = ElementOf(actual[1]);
  if (!key || !value) return std::nullopt;
  const LogicalType type = LogicalType::Map(*key, *value);
  const auto kernel = [type](std::span<const Vector> args, RowSet rows) {
    const ListReader keys(args[0]);
    const ListReader values(args[1]);
    const Vector flat_keys = keys.elements().Flatten();
    ElementSet set(flat_keys);
    GrowingArray<uint32_t> key_places;
    GrowingArray<uint32_t> value_places;
    std::vector<ListEntry> entries(rows.size);
    rows.ForEach([&](uint32_t row) {
      const ListEntry k = keys[row];
      const ListEntry v = values[row];
      if (k.length != v.length) {
        throw UserError(ErrorCode::kInvalidArgument, "a map of " + std::to_string(k.length) +
                                                         " keys and " + std::to_string(v.length) +
                                                         " values");
      }
      CheckKeys(flat_keys, k, set);
      entries[row] = {static_cast<uint32_t>(key_places.size()), k.length};
      for (uint32_t i = 0; i < k.length; ++i) {
        key_places.Add(k.offset + i);
        value_places.Add(v.offset + i);
      }
    });
    return MakeMapVector(type, entries, GatherPlaces(flat_keys, key_places),
                         GatherPlaces(values.elements(), value_places), nullptr);
  };
  return MakeBound({LogicalType::List(*key), LogicalType::List(*value)}, type, kernel, true);
}

ScalarOverload EmptyMapOverload() {
  ScalarOverload overload;
  overload.result = AnyMap();
  overload.kernel = [](std::span<const Vector>, RowSet rows) {
    return MakeListVector(AnyMap(), std::vector<ListEntry>(rows.size),
                          Vector(AnyMap().element(), 0), nullptr);
  };
  return overload;
}

/// Makes a map of a list of structs or rows of two fields.
std::optional<BoundScalar> BindMapFromEntries(const Types& actual) {
  if (actual[0].id() != TypeId::kList || actual[0].element().id() != TypeId::kStruct ||
      actual[0].element().children().size() != 2) {
    return std::nullopt;
  }
  const std::vector<Field>& fields = actual[0].element().children();
  const LogicalType type = LogicalType::Map(fields[0].type, fields[1].type);
  const auto kernel = [type](std::span<const Vector> args, RowSet rows) {
    const ListRows lists = LayOutLists(args[0], rows);
    const Vector structs = lists.elements.Flatten();
    ElementSet set(structs.children()[0]);
    rows.ForEach([&](uint32_t row) {
      const ListEntry entry = lists.entries[row];
      ForEachElement(entry, [&](uint32_t k) {
        if (structs.IsNull(k)) {
          throw UserError(ErrorCode::kInvalidArgument, "the entry of a map cannot be NULL");
        }
      });
      CheckKeys(structs.children()[0], entry, set);
    });
    return MakeMapVector(type, lists.entries, structs.children()[0], structs.children()[1],
                         nullptr);
  };
  return MakeBound(actual, type, kernel, true);
}

/// Finds the entry of each row's key in its map, or kNoPlace.
std::vector<uint32_t> FindKeys(const Vector& map, const Vector& wanted, RowSet rows) {
  const ListReader maps(map);
  const Vector structs = maps.elements().Flatten();
  std::vector<uint32_t> places(rows.size, kNoPlace);
  if (structs.size() == 0) return places;
  const Vector keys = structs.children()[0].Flatten();
  rows.ForEach([&](uint32_t row) {
    if (maps.IsNull(row) || wanted.IsNull(row)) return;
    places[row] =
        FindElement(maps[row], [&](uint32_t k) { return CompareRows(keys, k, wanted, row) == 0; });
  });
  return places;
}

/// Returns the values of a map vector, a row an entry.
Vector ValuesOf(const Vector& map) {
  return ListReader(map).elements().Flatten().children()[1].Flatten();
}

/// Makes an overload (MAP, key) with a kernel over (result type, map, places of entries).
template <typename Result, typename Kernel>
ScalarOverload LookUpOverload(Result result_of, Kernel kernel) {
  return MakeBinding(
      {AnyMap(), TypeId::kNull}, [=](const Types& actual) -> std::optional<BoundScalar> {
        if (actual[0].id() != TypeId::kMap) return std::nullopt;
        const bool untyped = KeyType(actual[0]).id() == TypeId::kNull;
        const auto key = CommonType(KeyType(actual[0]), actual[1]);
        if (!key || (*key != KeyType(actual[0]) && !untyped && !key->IsNumeric()))
          return std::nullopt;
        const LogicalType map = LogicalType::Map(*key, ValueType(actual[0]));
        const LogicalType result = result_of(map);
        return MakeBound({map, *key}, result, [=](std::span<const Vector> args, RowSet rows) {
          return kernel(result, args[0], FindKeys(args[0], args[1], rows));
        });
      });
}

ScalarOverload ExtractValueOverload() {
  return LookUpOverload(
      [](const LogicalType& map) { return ValueType(map); },
      [](const LogicalType&, const Vector& map, const std::vector<uint32_t>& places) {
        return GatherPlaces(ValuesOf(map), places);
      });
}

/// map_extract gives a list of one value, or of none.
ScalarOverload ExtractListOverload() {
  return LookUpOverload(
      [](const LogicalType& map) { return LogicalType::List(ValueType(map)); },
      [](const LogicalType& result, const Vector& map, const std::vector<uint32_t>& places) {
        const auto size = static_cast<uint32_t>(places.size());
        PlaceLists out(size);
        for (uint32_t row = 0; row < size; ++row) {
          if (places[row] != kNoPlace) out.Add(places[row]);
          out.EndRow(row);
        }
        return out.Finish(result, ValuesOf(map));
      });
}

/// switch(key, map) and switch(key, map, otherwise): the value of a key.
ScalarOverload SwitchOverload(bool with_default) {
  Types parameters = {TypeId::kNull, AnyMap()};
  if (with_default) parameters.push_back(TypeId::kNull);
  return MakeBinding(parameters, [](const Types& actual) -> std::optional<BoundScalar> {
    if (actual[1].id() != TypeId::kMap) return std::nullopt;
    const auto key = CommonType(actual[0], KeyType(actual[1]));
    LogicalType value = ValueType(actual[1]);
    if (actual.size() > 2) {
      const auto common = CommonType(value, actual[2]);
      if (!common) return std::nullopt;
      value = *common;
    }
    if (!key) return std::nullopt;
    Types arguments = {*key, LogicalType::Map(*key, value)};
    if (actual.size() > 2) arguments.push_back(value);
    return MakeBound(arguments, value, [](std::span<const Vector> args, RowSet rows) {
      const ListReader maps(args[1]);
      const Vector structs = maps.elements().Flatten();
      const Vector otherwise =
          args.size() > 2 ? args[2].Flatten() : Vector(structs.children()[1].type(), 1);
      const Vector values = ConcatVectors(otherwise.type(), {&structs.children()[1], &otherwise});
      const bool has_default = args.size() > 2;
      std::vector<uint32_t> places(rows.size, kNoPlace);
      rows.ForEach([&](uint32_t row) {
        const ListEntry entry = maps.IsNull(row) || args[0].IsNull(row) ? ListEntry{} : maps[row];
        if (has_default) places[row] = structs.size() + row;
        ForEachElement(entry, [&](uint32_t k) {
          if (CompareRows(structs.children()[0], k, args[0], row) == 0) places[row] = k;
        });
      });
      return GatherPlaces(values, places);
    });
  });
}

ScalarOverload ContainsOverload() {
  return LookUpOverload(
      [](const LogicalType&) { return LogicalType(TypeId::kBoolean); },
      [](const LogicalType& result, const Vector&, const std::vector<uint32_t>& places) {
        const auto size = static_cast<uint32_t>(places.size());
        Vector out(result, size);
        auto* values = out.mutable_values<uint8_t>();
        for (uint32_t row = 0; row < size; ++row) {
          values[row] = places[row] != kNoPlace ? 1 : 0;
        }
        return out;
      });
}

/// Makes map_keys, map_values (`field` 0, 1) or map_entries (2).
ScalarOverload PartOverload(size_t field) {
  return MakeBinding({AnyMap()}, [field](const Types& actual) -> std::optional<BoundScalar> {
    const bool is_null = actual[0].id() == TypeId::kNull;
    if (actual[0].id() != TypeId::kMap && !is_null) return std::nullopt;
    const LogicalType map = is_null ? AnyMap() : actual[0];
    const LogicalType entry = map.element();
    const LogicalType result = LogicalType::List(field == 2 ? entry : entry.children()[field].type);
    return MakeBound({map}, result, [field, result](std::span<const Vector> args, RowSet) {
      const Vector flat = args[0].Flatten();
      Vector out = Vector::Flat(result, flat.size(), flat.values_buffer(), flat.validity_buffer());
      const Vector structs = flat.children()[0].Flatten();
      out.mutable_children().push_back(field == 2 ? structs : structs.children()[field].Flatten());
      return out;
    });
  });
}

/// Tells whether some entry has the value (arguments: map, value) or both (map, key, value).
ScalarOverload HasValueOverload(bool with_key) {
  Types parameters = {AnyMap(), TypeId::kNull};
  if (with_key) parameters.push_back(TypeId::kNull);
  return MakeBinding(parameters, [with_key](const Types& actual) -> std::optional<BoundScalar> {
    const LogicalType map = actual[0].id() == TypeId::kNull ? AnyMap() : actual[0];
    if (map.id() != TypeId::kMap) return std::nullopt;
    Types arguments = {map};
    if (with_key) arguments.push_back(KeyType(map));
    arguments.push_back(actual[0].id() == TypeId::kNull ? actual.back() : ValueType(map));
    return MakeBound(arguments, TypeId::kBoolean,
                     [with_key](std::span<const Vector> args, RowSet rows) {
                       const ListReader maps(args[0]);
                       const Vector structs = maps.elements().Flatten();
                       Vector out(TypeId::kBoolean, rows.size);
                       auto* found = out.mutable_values<uint8_t>();
                       rows.ForEach([&](uint32_t row) {
                         const ListEntry entry = maps.IsNull(row) ? ListEntry{} : maps[row];
                         found[row] = 0;
                         ForEachElement(entry, [&](uint32_t k) {
                           if (with_key && CompareRows(structs.children()[0], k, args[1], row) != 0)
                             return;
                           if (CompareRows(structs.children()[1], k, args.back(), row) == 0)
                             found[row] = 1;
                         });
                       });
                       return out;
                     });
  });
}

/// Joins maps; of entries with one key the last counts, in the place of the first.
Vector ConcatMaps(const LogicalType& type, std::span<const Vector> args, RowSet rows) {
  const JoinedLists joined(args, type.element());
  const Vector keys = joined.elements().children()[0].Flatten();
  PlaceLists out(rows.size);
  NullRows nulls(rows.size);
  std::vector<uint32_t> places;
  rows.ForEach([&](uint32_t row) {
    places.clear();
    bool any = false;
    for (size_t i = 0; i < joined.columns(); ++i) {
      if (joined.IsNull(i, row)) continue;
      any = true;
      joined.ForEach(i, row, [&](uint32_t place) {
        const auto same = std::find_if(places.begin(), places.end(), [&](uint32_t other) {
          return CompareRows(keys, other, keys, place) == 0;
        });
        if (same == places.end()) {
          places.push_back(place);
        } else {
          *same = place;
        }
      });
    }
    for (const uint32_t place : places) out.Add(place);
    out.EndRow(row);
    if (!any) nulls.Set(row);
  });
  return out.Finish(type, joined.elements(), nulls.Take());
}

std::optional<BoundScalar> BindConcat(const Types& actual) {
  LogicalType type;
  for (const LogicalType& one : actual) {
    if (one.id() != TypeId::kMap && one.id() != TypeId::kNull) return std::nullopt;
    const auto common = CommonType(type, one);
    if (!common) return std::nullopt;
    type = *common;
  }
  if (actual.empty()) return std::nullopt;
  if (type.id() == TypeId::kNull) type = AnyMap();
  return MakeBound(
      Types(actual.size(), type), type,
      [type](std::span<const Vector> args, RowSet rows) { return ConcatMaps(type, args, rows); });
}

}  // namespace

void RegisterMaps(FunctionRegistry& registry) {
  const auto add = [&](std::string name, std::vector<std::string> aliases, std::string description,
                       std::vector<FunctionExample> examples, std::vector<ScalarOverload> overloads,
                       FunctionTraits traits = {}) {
    registry.Add(ScalarFunction{std::move(name), std::move(aliases), "map", std::move(description),
                                std::move(examples), traits, std::move(overloads)});
  };
  add("map", {"map_from_arrays"},
      "Makes a map of a list of keys and a list of values; MAP {k: v} is the same.",
      {{"map([1, 2], ['a', 'b'])", "{1=a, 2=b}"}, {"MAP {'x': 1}", "{x=1}"}},
      {EmptyMapOverload(), MakeBinding({AnyList(), AnyList()}, BindMapOfLists)});
  add("map_from_entries", {}, "Makes a map of a list of rows or structs of a key and a value.",
      {{"map_from_entries([(1, 'a'), (2, 'b')])", "{1=a, 2=b}"}},
      {MakeBinding({LogicalType::List(LogicalType::Struct({}))}, BindMapFromEntries)});
  add("map_extract_value", {}, "Returns the value of a key in a map, NULL when there is none.",
      {{"map_extract_value(MAP {'x': 1}, 'x')", "1"}}, {ExtractValueOverload()});
  add("map_extract", {"element_at"},
      "Returns the value of a key in a map as a list, which is empty when there is none.",
      {{"map_extract(MAP {'x': 1}, 'x')", "[1]"}}, {ExtractListOverload()}, SeesNulls());
  add("map_contains", {"map_contains_key"}, "Tells whether a map has a key.",
      {{"map_contains(MAP {'x': 1}, 'x')", "true"}}, {ContainsOverload()});
  add("contains", {}, "", {{"contains(MAP {'x': 1}, 'x')", "true"}}, {ContainsOverload()});
  add("switch", {},
      "Returns the value that a map has for a key; where there is none NULL, or the third "
      "argument.",
      {{"switch(2, MAP {1: 'one', 2: 'two'})", "two"}, {"switch(3, MAP {1: 'one'}, '?')", "?"}},
      {SwitchOverload(false), SwitchOverload(true)}, SeesNulls());
  add("map_contains_value", {}, "Tells whether a map has a value.",
      {{"map_contains_value(MAP {'x': 1}, 1)", "true"}}, {HasValueOverload(false)});
  add("map_contains_entry", {}, "Tells whether a map has a key with a value.",
      {{"map_contains_entry(MAP {'x': 1}, 'x', 2)", "false"}}, {HasValueOverload(true)});
  add("map_keys", {}, "Returns the keys of a map.", {{"map_keys(MAP {'x': 1})", "[x]"}},
      {PartOverload(0)});
  add("map_values", {}, "Returns the values of a map.", {{"map_values(MAP {'x': 1})", "[1]"}},
      {PartOverload(1)});
  add("map_entries", {}, "Returns the entries of a map as structs of key and value.",
      {{"map_entries(MAP {'x': 1})", "[{'key': x, 'value': 1}]"}}, {PartOverload(2)});
  add("map_concat", {}, "Joins maps; of entries with the same key, the last counts.",
      {{"map_concat(MAP {'x': 1}, MAP {'x': 2, 'y': 3})", "{x=2, y=3}"}},
      {MakeVariadicBinding({AnyMap()}, BindConcat)}, SeesNulls());
}

}  // namespace lakebolt
