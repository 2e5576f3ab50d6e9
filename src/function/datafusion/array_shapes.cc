// Functions that ask how lists within lists are nested.

#include "function/datafusion/families.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_overload.h"

namespace lakebolt {

namespace {

/// Counts the levels of lists in a type.
uint64_t LevelsOf(const LogicalType& type) {
  return type.id() == TypeId::kList ? 1 + LevelsOf(type.element()) : 0;
}

/// Adds the length of the list at `row` and of the first lists within it.
void AddLengths(const Vector& lists, uint32_t row, std::vector<uint64_t>& lengths) {
  const ListReader reader(lists);
  if (reader.IsNull(row)) return;
  const ListEntry entry = reader[row];
  lengths.push_back(entry.length);
  if (entry.length > 0 && lists.type().element().id() == TypeId::kList) {
    AddLengths(reader.elements(), entry.offset, lengths);
  }
}

ScalarOverload DimensionsOverload() {
  return MakeBinding({AnyList()}, [](const Types& actual) -> std::optional<BoundScalar> {
    if (actual[0].id() != TypeId::kList) return std::nullopt;
    const LogicalType result = LogicalType::List(TypeId::kUInt64);
    return MakeBound({actual[0]}, result, [result](std::span<const Vector> args, RowSet rows) {
      std::vector<uint64_t> lengths;
      std::vector<ListEntry> entries(rows.size);
      NullRows nulls(rows.size);
      rows.ForEach([&](uint32_t row) {
        const size_t begin = lengths.size();
        AddLengths(args[0], row, lengths);
        if (lengths.size() == begin || lengths[begin] == 0) {  // NULL; empty: no dimensions
          lengths.resize(begin);
          nulls.Set(row);
          return;
        }
        entries[row] = {static_cast<uint32_t>(begin),
                        static_cast<uint32_t>(lengths.size() - begin)};
      });
      Vector elements(TypeId::kUInt64, static_cast<uint32_t>(lengths.size()));
      std::copy(lengths.begin(), lengths.end(), elements.mutable_values<uint64_t>());
      return MakeListVector(result, entries, std::move(elements), nulls.Take());
    });
  });
}

ScalarOverload LevelsOverload() {
  return MakeBinding({AnyList()}, [](const Types& actual) -> std::optional<BoundScalar> {
    if (actual[0].id() != TypeId::kList) return std::nullopt;
    const Value levels = Value::Integral(TypeId::kUInt64, LevelsOf(actual[0]));
    return MakeBound({actual[0]}, TypeId::kUInt64, [levels](std::span<const Vector>, RowSet rows) {
      return Vector::Constant(levels, rows.size);
    });
  });
}

/// Counts the elements of the list at `row`, those of lists within it instead of these.
uint64_t CountElements(const Vector& lists, uint32_t row) {
  const ListReader reader(lists);
  if (reader.IsNull(row)) return 0;
  const ListEntry entry = reader[row];
  if (lists.type().element().id() != TypeId::kList) return entry.length;
  uint64_t count = 0;
  for (uint32_t k = 0; k < entry.length; ++k) {
    count += CountElements(reader.elements(), entry.offset + k);
  }
  return count;
}

/// cardinality(list or map).
ScalarOverload CardinalityOverload(const LogicalType& shown) {
  return MakeBinding({shown}, [id = shown.id()](const Types& actual) -> std::optional<BoundScalar> {
    if (actual[0].id() != id) return std::nullopt;
    const auto kernel = [id](std::span<const Vector> args, RowSet rows) {
      Vector out(TypeId::kUInt64, rows.size);
      auto* values = out.mutable_values<uint64_t>();
      const VectorReader<ListEntry> entries(args[0]);
      rows.ForEach([&](uint32_t row) {
        values[row] = id == TypeId::kList ? CountElements(args[0], row) : entries[row].length;
      });
      return out;
    };
    return MakeBound({actual[0]}, TypeId::kUInt64, kernel);
  });
}

ScalarOverload EmptyOverload() {
  return MakeBinding({AnyList()}, [](const Types& actual) -> std::optional<BoundScalar> {
    const auto element = ElementOf(actual[0]);
    if (!element) return std::nullopt;
    const auto kernel = [](std::span<const Vector> args, RowSet rows) {
      const ListReader lists(args[0]);
      Vector out(TypeId::kBoolean, rows.size);
      auto* values = out.mutable_values<uint8_t>();
      rows.ForEach([&](uint32_t row) { values[row] = lists[row].length == 0 ? 1 : 0; });
      return out;
    };
    return MakeBound({LogicalType::List(*element)}, TypeId::kBoolean, kernel);
  });
}

}  // namespace

void RegisterDataFusionArrayShapes(FunctionRegistry& registry) {
  Family family(registry, "list");
  family.Add({"array_dims", "list_dims"},
             "Returns the length of a list, of the first list within it, and so on.",
             {{"array_dims([[1, 2, 3], [4, 5, 6]])", "[2, 3]"}}, {DimensionsOverload()});
  family.Add({"array_ndims", "list_ndims"}, "Counts the levels of lists within a list.",
             {{"array_ndims([[1, 2], [3]])", "2"}}, {LevelsOverload()});
  family.Add({"array_empty", "list_empty", "empty"}, "Tells whether a list has no elements.",
             {{"array_empty([])", "true"}, {"array_empty([NULL])", "false"}}, {EmptyOverload()});
  Family own(registry, "list", "datafusion");
  own.Add({"cardinality"},
          "Counts the elements of a list, those of all lists within it, or the entries of a map.",
          {{"cardinality([[1, 2], [3]])", "3"}},
          {CardinalityOverload(AnyList()), CardinalityOverload(AnyMap())});
}

}  // namespace lakebolt
