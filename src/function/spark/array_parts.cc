// Elements of arrays as Spark adds, picks and cuts them. Where DuckDB has the name, the two differ
// in what they make of NULL or in how they count.

#include <algorithm>

#include "base/error.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/spark/array_item.h"
#include "function/spark/families.h"
#include "vector/compare_rows.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Bounds what a slip of the pen may make.
constexpr int64_t kMostElements = int64_t{1} << 28;

/// Returns the type that elements and a value beside them have, or nothing.
std::optional<LogicalType> ElementWith(const LogicalType& list, const LogicalType& value) {
  const auto element = ElementOf(list);
  return element ? CommonType(*element, value) : std::nullopt;
}

/// array_append, array_prepend: NULL where the array is; the element may be NULL.
ScalarOverload AddOverload(bool in_front) {
  return MakeBinding(
      {AnyList(), TypeId::kNull}, [in_front](const Types& actual) -> std::optional<BoundScalar> {
        const auto element = ElementWith(actual[0], actual[1]);
        if (!element) return std::nullopt;
        const LogicalType list = LogicalType::List(*element);
        return MakeBound({list, *element}, list, [=](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          const Vector old = lists.elements().Flatten();
          const Vector added = args[1].Flatten();
          PlaceLists out(rows.size);
          NullRows nulls(rows.size);
          rows.ForEach([&](uint32_t row) {
            if (lists.IsNull(row)) return nulls.Set(row);
            const ListEntry entry = lists[row];
            if (in_front) out.Add(old.size() + row);
            for (uint32_t k = 0; k < entry.length; ++k) out.Add(entry.offset + k);
            if (!in_front) out.Add(old.size() + row);
            out.EndRow(row);
          });
          return out.Finish(list, ConcatVectors(*element, {&old, &added}), nulls.Take());
        });
      });
}

/// Adds the places of array_insert for one row: `fill` is the place of the new element.
void InsertAt(PlaceLists& out, ListEntry entry, int64_t position, uint32_t fill) {
  const auto length = static_cast<int64_t>(entry.length);
  if (position == 0) {
    throw UserError(ErrorCode::kOutOfRange, "array_insert counts from 1, or from the end below 0");
  }
  if (std::max(position, -position) > kMostElements) {
    throw UserError(ErrorCode::kOutOfRange, "array_insert makes at most 2^28 elements");
  }
  if (position < 0 && -position > length) {  // in front of it all, NULLs behind
    out.Add(fill);
    for (int64_t k = 1; k < -position - length; ++k) out.Add(kNoPlace);
    for (uint32_t k = 0; k < entry.length; ++k) out.Add(entry.offset + k);
    return;
  }
  const int64_t at = position > 0 ? position - 1 : position + length + 1;
  for (int64_t k = 0; k < std::max(at, length); ++k) {
    if (k == at) out.Add(fill);
    out.Add(k < length ? entry.offset + static_cast<uint32_t>(k) : kNoPlace);
  }
  if (at >= length) out.Add(fill);
}

ScalarOverload InsertOverload() {
  return MakeBinding({AnyList(), TypeId::kInt64, TypeId::kNull},
                     [](const Types& actual) -> std::optional<BoundScalar> {
                       const auto element = ElementWith(actual[0], actual[2]);
                       if (!element) return std::nullopt;
                       const LogicalType list = LogicalType::List(*element);
                       const auto kernel = [=](std::span<const Vector> args, RowSet rows) {
                         const ListReader lists(args[0]);
                         const VectorReader<int64_t> positions(args[1]);
                         const Vector old = lists.elements().Flatten();
                         const Vector added = args[2].Flatten();
                         PlaceLists out(rows.size);
                         NullRows nulls(rows.size);
                         rows.ForEach([&](uint32_t row) {
                           if (lists.IsNull(row) || positions.IsNull(row)) return nulls.Set(row);
                           InsertAt(out, lists[row], positions[row], old.size() + row);
                           out.EndRow(row);
                         });
                         return out.Finish(list, ConcatVectors(*element, {&old, &added}),
                                           nulls.Take());
                       };
                       return MakeBound({list, TypeId::kInt64, *element}, list, kernel, true);
                     });
}

ScalarOverload RepeatOverload() {
  return MakeBinding(
      {TypeId::kNull, TypeId::kInt64}, [](const Types& actual) -> std::optional<BoundScalar> {
        const LogicalType list = LogicalType::List(actual[0]);
        const auto kernel = [list](std::span<const Vector> args, RowSet rows) {
          const VectorReader<int64_t> counts(args[1]);
          PlaceLists out(rows.size);
          NullRows nulls(rows.size);
          int64_t total = 0;
          rows.ForEach([&](uint32_t row) {
            if (counts.IsNull(row)) return nulls.Set(row);
            const int64_t count = std::max<int64_t>(counts[row], 0);
            total += std::min(count, kMostElements);
            if (count > kMostElements || total > kMostElements) {
              throw UserError(ErrorCode::kOutOfRange, "array_repeat makes at most 2^28 elements");
            }
            for (int64_t k = 0; k < count; ++k) out.Add(row);
            out.EndRow(row);
          });
          return out.Finish(list, args[0].Flatten(), nulls.Take());
        };
        return MakeBound({actual[0], TypeId::kInt64}, list, kernel, true);
      });
}

/// array_or_null: a list of one NULL in the place of NULL and of an empty list.
ScalarOverload OrNullOverload() {
  return MakeBinding({AnyList()}, [](const Types& actual) -> std::optional<BoundScalar> {
    const auto element = ElementOf(actual[0]);
    if (!element) return std::nullopt;
    const LogicalType list = LogicalType::List(*element);
    return MakeBound({list}, list, [list](std::span<const Vector> args, RowSet rows) {
      const ListReader lists(args[0]);
      PlaceLists out(rows.size);
      rows.ForEach([&](uint32_t row) {
        const ListEntry entry = lists.IsNull(row) ? ListEntry{} : lists[row];
        for (uint32_t k = 0; k < entry.length; ++k) out.Add(entry.offset + k);
        if (entry.length == 0) out.Add(kNoPlace);
        out.EndRow(row);
      });
      return out.Finish(list, lists.elements());
    });
  });
}

/// Counts the elements of an array or the entries of a map.
ScalarOverload SizeOverload() {
  return MakeBinding({AnyList()}, [](const Types& actual) -> std::optional<BoundScalar> {
    const LogicalType list = actual[0].id() == TypeId::kNull ? AnyList() : actual[0];
    if (list.id() != TypeId::kList && list.id() != TypeId::kMap) return std::nullopt;
    return MakeBound({list}, TypeId::kInt32, [](std::span<const Vector> args, RowSet rows) {
      const VectorReader<ListEntry> lists(args[0]);
      Vector out(TypeId::kInt32, rows.size);
      auto* values = out.mutable_values<int32_t>();
      rows.ForEach([&](uint32_t row) { values[row] = static_cast<int32_t>(lists[row].length); });
      return out;
    });
  });
}

/// Says how an index counts, and what one outside of the array is.
enum class Indexing : uint8_t { kFromZero, kFromZeroStrict, kFromOne, kFromOneStrict };

bool CountsFromZero(Indexing indexing) {
  return indexing == Indexing::kFromZero || indexing == Indexing::kFromZeroStrict;
}

uint32_t PlaceOf(Indexing indexing, ListEntry entry, int64_t index) {
  const auto length = static_cast<int64_t>(entry.length);
  if (!CountsFromZero(indexing)) {
    if (index == 0) {
      throw UserError(ErrorCode::kOutOfRange,
                      "elements are counted from 1, or from the end below 0");
    }
    index = index < 0 ? index + length : index - 1;
  }
  if (index >= 0 && index < length) return entry.offset + static_cast<uint32_t>(index);
  if (indexing == Indexing::kFromZero || indexing == Indexing::kFromOne) return kNoPlace;
  const bool from_zero = indexing == Indexing::kFromZeroStrict;
  throw UserError(
      ErrorCode::kOutOfRange,
      "the index is outside of an array of " + std::to_string(length) + " elements", {},
      from_zero ? "get(array, index) gives NULL then" : "try_element_at gives NULL then");
}

ScalarOverload ElementOverload(Indexing indexing) {
  return MakeBinding(
      {AnyList(), TypeId::kInt64}, [=](const Types& actual) -> std::optional<BoundScalar> {
        const auto element = ElementOf(actual[0]);
        if (!element || (!actual[1].IsInteger() && actual[1].id() != TypeId::kNull)) {
          return std::nullopt;
        }
        const auto kernel = [indexing](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          const VectorReader<int64_t> indexes(args[1]);
          std::vector<uint32_t> places(rows.size, kNoPlace);
          rows.ForEach([&](uint32_t row) {
            if (lists.IsNull(row) || indexes.IsNull(row)) return;
            places[row] = PlaceOf(indexing, lists[row], indexes[row]);
          });
          return GatherPlaces(lists.elements(), places);
        };
        return MakeBound({LogicalType::List(*element), TypeId::kInt64}, *element, kernel,
                         indexing != Indexing::kFromZero);
      });
}

/// element_at(map, key): the value, NULL where there is none.
ScalarOverload ValueOverload() {
  return MakeBinding(
      {AnyMap(), TypeId::kNull}, [](const Types& actual) -> std::optional<BoundScalar> {
        if (actual[0].id() != TypeId::kMap) return std::nullopt;
        const std::vector<Field>& fields = actual[0].element().children();
        const auto key = CommonType(fields[0].type, actual[1]);
        if (!key) return std::nullopt;
        const LogicalType map = LogicalType::Map(*key, fields[1].type);
        return MakeBound({map, *key}, fields[1].type,
                         [](std::span<const Vector> args, RowSet rows) {
                           const ListReader maps(args[0]);
                           const Vector entries = maps.elements().Flatten();
                           std::vector<uint32_t> places(rows.size, kNoPlace);
                           rows.ForEach([&](uint32_t row) {
                             if (maps.IsNull(row) || args[1].IsNull(row)) return;
                             const ListEntry entry = maps[row];
                             for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
                               if (CompareRows(entries.children()[0], k, args[1], row) == 0)
                                 places[row] = k;
                             }
                           });
                           return GatherPlaces(entries.children()[1].Flatten(), places);
                         });
      });
}

ScalarOverload SliceOverload() {
  return MakeBinding(
      {AnyList(), TypeId::kInt64, TypeId::kInt64},
      [](const Types& actual) -> std::optional<BoundScalar> {
        const auto element = ElementOf(actual[0]);
        if (!element) return std::nullopt;
        const LogicalType list = LogicalType::List(*element);
        const auto kernel = [list](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          const VectorReader<int64_t> starts(args[1]);
          const VectorReader<int64_t> lengths(args[2]);
          PlaceLists out(rows.size);
          rows.ForEach([&](uint32_t row) {
            const ListEntry entry = lists[row];
            const int64_t size = entry.length;
            if (starts[row] == 0 || lengths[row] < 0) {
              throw UserError(ErrorCode::kOutOfRange,
                              starts[row] == 0 ? "slice counts from 1, or from the end below 0"
                                               : "slice takes no length below 0");
            }
            const int64_t from = starts[row] < 0 ? starts[row] + size : starts[row] - 1;
            if (from >= 0 && from < size) {
              const int64_t count = std::min(lengths[row], size - from);
              for (int64_t k = from; k < from + count; ++k) {
                out.Add(entry.offset + static_cast<uint32_t>(k));
              }
            }
            out.EndRow(row);
          });
          return out.Finish(list, lists.elements());
        };
        return MakeBound({list, TypeId::kInt64, TypeId::kInt64}, list, kernel, true);
      });
}

}  // namespace

std::optional<BoundScalar> BindArrayItem(const std::vector<LogicalType>& actual) {
  auto bound = ElementOverload(Indexing::kFromZeroStrict).bind(actual);
  if (bound) bound->name = "array_item";
  return bound;
}

void RegisterSparkArrayParts(FunctionRegistry& registry) {
  Family spark(registry, "list", "spark");
  spark.Add({"array_append"}, "Adds an element behind an array; NULL where the array is.",
            {{"array_append(array(1, 2), 3)", "[1, 2, 3]"}}, {AddOverload(false)}, SeesNulls());
  spark.Add({"array_prepend"}, "Adds an element before an array; NULL where the array is.",
            {{"array_prepend(array(1, 2), 0)", "[0, 1, 2]"}}, {AddOverload(true)}, SeesNulls());
  spark.Add({"element_at"},
            "Returns an array's element, counted from 1 or from the end below 0, or the value of a "
            "map's key.",
            {{"element_at(array(1, 2, 3), -1)", "3"}, {"element_at(map(1, 'a'), 2)", "NULL"}},
            {ElementOverload(Indexing::kFromOneStrict), ValueOverload()});
  spark.Add({"cardinality"}, "Counts the elements of an array or the entries of a map.",
            {{"cardinality(array('b', 'd'))", "2"}}, {SizeOverload()});
  Family all(registry, "list");
  all.Add({"array_insert"},
          "Puts an element at a place of an array, counted from 1 or from the end below 0; NULLs "
          "fill what lies between.",
          {{"array_insert([1, 2, 4], 3, 3)", "[1, 2, 3, 4]"},
           {"array_insert([5, 3, 2, 1], -4, 4)", "[5, 4, 3, 2, 1]"}},
          {InsertOverload()}, SeesNulls());
  all.Add({"array_or_null"},
          "Returns a list, or one of a single NULL where it is empty or NULL: what explode_outer "
          "unnests.",
          {{"array_or_null([])", "[NULL]"}}, {OrNullOverload()}, SeesNulls());
  all.Add({"array_repeat"}, "Makes an array of a value so many times.",
          {{"array_repeat('123', 2)", "[123, 123]"}}, {RepeatOverload()}, SeesNulls());
  all.Add({"size", "array_size"}, "Counts the elements of an array or the entries of a map.",
          {{"size(['b', 'd'])", "2"}}, {SizeOverload()});
  all.Add({"try_element_at"},
          "Returns an array's element, counted from 1 or from the end below 0, or the value of a "
          "map's key; NULL where there is none.",
          {{"try_element_at([1, 2, 3], 5)", "NULL"}},
          {ElementOverload(Indexing::kFromOne), ValueOverload()});
  all.Add({"get"}, "Returns an array's element, counted from 0; NULL where there is none.",
          {{"get([1, 2, 3], 0)", "1"}}, {ElementOverload(Indexing::kFromZero)});
  all.Add({"slice"},
          "Returns so many elements of an array from a place on, counted from 1 or from the end "
          "below 0.",
          {{"slice([1, 2, 3, 4], -2, 2)", "[3, 4]"}}, {SliceOverload()});
}

}  // namespace lakebolt
