// Maps made of keys and values in turn, and joined ones, which have no key twice.

#include "base/error.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/element_set.h"
#include "function/scalar/nested/joined_lists.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/map_rows.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/spark/families.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Returns the common type of every second argument from `first` on, or nothing.
std::optional<LogicalType> CommonOfEverySecond(const Types& actual, size_t first) {
  LogicalType type;
  for (size_t i = first; i < actual.size(); i += 2) {
    const auto common = CommonType(type, actual[i]);
    if (!common) return std::nullopt;
    type = *common;
  }
  return type;
}

/// Puts the arguments first, first + 2, … of each row one behind another.
Vector Interleave(const LogicalType& type, std::span<const Vector> args, size_t first,
                  RowSet rows) {
  std::vector<Vector> flat;
  for (size_t i = first; i < args.size(); i += 2) flat.push_back(args[i].Flatten());
  std::vector<const Vector*> parts;
  for (const Vector& part : flat) parts.push_back(&part);
  std::vector<uint32_t> places;
  rows.ForEach([&](uint32_t row) {
    for (size_t i = 0; i < flat.size(); ++i) {
      places.push_back(static_cast<uint32_t>(i) * rows.size + row);
    }
  });
  return GatherPlaces(ConcatVectors(type, parts), places).Flatten();
}

/// Binds map(k, v, …).
std::optional<BoundScalar> BindMap(const Types& actual) {
  const auto key = CommonOfEverySecond(actual, 0);
  const auto value = CommonOfEverySecond(actual, 1);
  if (!key || !value || actual.size() % 2 != 0) return std::nullopt;
  const LogicalType type = LogicalType::Map(*key, *value);
  Types arguments;
  for (size_t i = 0; i < actual.size(); ++i) arguments.push_back(i % 2 == 0 ? *key : *value);
  const auto kernel = [type, key, value](std::span<const Vector> args, RowSet rows) {
    const auto width = static_cast<uint32_t>(args.size() / 2);
    std::vector<ListEntry> entries(rows.size);
    if (width == 0) return MakeListVector(type, entries, Vector(type.element(), 0), nullptr);
    const Vector keys = Interleave(*key, args, 0, rows);
    const Vector values = Interleave(*value, args, 1, rows);
    ElementSet set(keys);
    uint32_t next = 0;
    rows.ForEach([&](uint32_t row) {
      entries[row] = {next, width};
      next += width;
      CheckKeys(keys, entries[row], set);
    });
    return MakeMapVector(type, entries, keys, values, nullptr);
  };
  return MakeBound(std::move(arguments), type, kernel, true);
}

/// Joins maps; NULL where one of them is.
Vector ConcatMaps(const LogicalType& type, std::span<const Vector> args, RowSet rows) {
  const JoinedLists joined(args, type.element());
  PlaceLists out(rows.size);
  rows.ForEach([&](uint32_t row) {
    for (size_t i = 0; i < joined.columns(); ++i) {
      joined.ForEach(i, row, [&](uint32_t place) { out.Add(place); });
    }
    out.EndRow(row);
  });
  Vector maps = out.Finish(type, joined.elements());
  const Vector keys = maps.children()[0].children()[0].Flatten();
  ElementSet set(keys);
  rows.ForEach([&](uint32_t row) { CheckKeys(keys, maps.values<ListEntry>()[row], set); });
  return maps;
}

std::optional<BoundScalar> BindConcat(const Types& actual) {
  LogicalType type = AnyMap();
  bool first = true;
  for (const LogicalType& one : actual) {
    if (one.id() != TypeId::kMap && one.id() != TypeId::kNull) return std::nullopt;
    const auto common = first ? one : CommonType(type, one);
    if (!common) return std::nullopt;
    type = common->id() == TypeId::kNull ? AnyMap() : *common;
    first = false;
  }
  return MakeBound(
      Types(actual.size(), type), type,
      [type](std::span<const Vector> args, RowSet rows) {
        if (!args.empty()) return ConcatMaps(type, args, rows);
        return MakeListVector(type, std::vector<ListEntry>(rows.size), Vector(type.element(), 0),
                              nullptr);
      },
      true);
}

}  // namespace

void RegisterSparkMaps(FunctionRegistry& registry) {
  Family spark(registry, "map", "spark");
  spark.Add({"map"}, "Makes a map of keys and values in turn.",
            {{"map(1, 'a', 2, 'b')", "{1 -> a, 2 -> b}"}},
            {MakeVariadicBinding({TypeId::kNull}, BindMap)}, SeesNulls());
  spark.Add({"map_concat"}, "Joins maps that have no key in common; NULL where one of them is.",
            {{"map_concat(map(1, 'a'), map(2, 'b'))", "{1 -> a, 2 -> b}"}},
            {MakeVariadicBinding({AnyMap()}, BindConcat)});
}

}  // namespace lakebolt
