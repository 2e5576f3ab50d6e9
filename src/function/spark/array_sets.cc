// Arrays as sets of elements, with Spark's answers where there are NULLs.

#include "function/scalar/family.h"
#include "function/scalar/nested/element_set.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/scalar/number/random_source.h"
#include "function/spark/families.h"
#include "vector/compare_rows.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Says what one looks for in an array: the place of an element, or whether it is there.
enum class Search : uint8_t { kContains, kPosition };

Vector SearchLists(Search search, std::span<const Vector> args, RowSet rows) {
  const ListReader lists(args[0]);
  const Vector elements = lists.elements().Flatten();
  const bool places = search == Search::kPosition;
  Vector out(places ? TypeId::kInt64 : TypeId::kBoolean, rows.size);
  rows.ForEach([&](uint32_t row) {
    const ListEntry entry = lists[row];
    bool has_null = false;
    uint32_t place = 0;
    for (uint32_t k = 0; k < entry.length && place == 0; ++k) {
      const uint32_t at = entry.offset + k;
      if (elements.IsNull(at)) {
        has_null = true;
      } else if (CompareRows(elements, at, args[1], row) == 0) {
        place = k + 1;
      }
    }
    if (places) {
      out.mutable_values<int64_t>()[row] = place;
    } else {
      out.mutable_values<uint8_t>()[row] = place != 0 ? 1 : 0;
      if (place == 0 && has_null) out.SetNull(row);
    }
  });
  return out;
}

ScalarOverload SearchOverload(Search search) {
  return MakeBinding(
      {AnyList(), TypeId::kNull}, [=](const Types& actual) -> std::optional<BoundScalar> {
        const auto element = ElementOf(actual[0]);
        const auto type = element ? CommonType(*element, actual[1]) : std::nullopt;
        if (!type) return std::nullopt;
        return MakeBound({LogicalType::List(*type), *type},
                         search == Search::kPosition ? TypeId::kInt64 : TypeId::kBoolean,
                         [search](std::span<const Vector> args, RowSet rows) {
                           return SearchLists(search, args, rows);
                         });
      });
}

/// array_distinct, which keeps one NULL.
ScalarOverload DistinctOverload() {
  return MakeBinding({AnyList()}, [](const Types& actual) -> std::optional<BoundScalar> {
    const auto element = ElementOf(actual[0]);
    if (!element) return std::nullopt;
    const LogicalType list = LogicalType::List(*element);
    return MakeBound({list}, list, [list](std::span<const Vector> args, RowSet rows) {
      const ListReader lists(args[0]);
      ElementSet set(lists.elements());
      PlaceLists out(rows.size);
      rows.ForEach([&](uint32_t row) {
        const ListEntry entry = lists[row];
        set.Reset(entry.length);
        for (uint32_t k = entry.offset; k < entry.offset + entry.length; ++k) {
          if (set.Insert(k)) out.Add(k);
        }
        out.EndRow(row);
      });
      return out.Finish(list, lists.elements());
    });
  });
}

/// Tells whether two arrays share an element; NULL when a NULL may be the one.
Vector Overlap(std::span<const Vector> args, RowSet rows) {
  const ListReader left(args[0]);
  const ListReader right(args[1]);
  const JoinedElements joined(left.elements(), right.elements());
  ElementSet set(joined.elements);
  Vector out(TypeId::kBoolean, rows.size);
  auto* values = out.mutable_values<uint8_t>();
  rows.ForEach([&](uint32_t row) {
    const ListEntry a = left[row];
    const ListEntry b = right[row];
    set.Reset(a.length);
    bool has_null = false;
    bool shares = false;
    for (uint32_t k = a.offset; k < a.offset + a.length; ++k) {
      has_null |= joined.elements.IsNull(k);
      set.Insert(k);
    }
    for (uint32_t k = b.offset + joined.shift; k < b.offset + b.length + joined.shift; ++k) {
      const bool is_null = joined.elements.IsNull(k);
      has_null |= is_null;
      shares |= !is_null && set.Contains(k);
    }
    values[row] = shares ? 1 : 0;
    if (!shares && has_null && a.length > 0 && b.length > 0) out.SetNull(row);
  });
  return out;
}

/// array_intersect: the elements that both have, each once, NULL among them.
Vector Intersect(const LogicalType& list, std::span<const Vector> args, RowSet rows) {
  const ListReader left(args[0]);
  const ListReader right(args[1]);
  const JoinedElements joined(left.elements(), right.elements());
  ElementSet set(joined.elements);
  PlaceLists out(rows.size);
  rows.ForEach([&](uint32_t row) {
    const ListEntry a = left[row];
    const ListEntry b = right[row];
    set.Reset(b.length);
    for (uint32_t k = b.offset; k < b.offset + b.length; ++k) set.Insert(k + joined.shift);
    for (uint32_t k = a.offset; k < a.offset + a.length; ++k) {
      if (set.Take(k)) out.Add(k);
    }
    out.EndRow(row);
  });
  return out.Finish(list, joined.elements);
}

ScalarOverload PairOverload(bool gives_list) {
  return MakeBinding(
      {AnyList(), AnyList()}, [=](const Types& actual) -> std::optional<BoundScalar> {
        const auto left = ElementOf(actual[0]);
        const auto right = ElementOf(actual[1]);
        const auto type = left && right ? CommonType(*left, *right) : std::nullopt;
        if (!type) return std::nullopt;
        const LogicalType list = LogicalType::List(*type);
        return MakeBound({list, list}, gives_list ? list : LogicalType(TypeId::kBoolean),
                         [=](std::span<const Vector> args, RowSet rows) {
                           return gives_list ? Intersect(list, args, rows) : Overlap(args, rows);
                         });
      });
}

/// flatten, which is NULL where an inner array is.
ScalarOverload FlattenOverload() {
  return MakeBinding({AnyList()}, [](const Types& actual) -> std::optional<BoundScalar> {
    const auto inner = ElementOf(actual[0]);
    if (!inner || inner->id() != TypeId::kList) return std::nullopt;
    return MakeBound({actual[0]}, *inner,
                     [type = *inner](std::span<const Vector> args, RowSet rows) {
                       const ListReader lists(args[0]);
                       const ListReader parts(lists.elements());
                       PlaceLists out(rows.size);
                       NullRows nulls(rows.size);
                       rows.ForEach([&](uint32_t row) {
                         const ListEntry entry = lists.IsNull(row) ? ListEntry{} : lists[row];
                         bool is_null = lists.IsNull(row);
                         for (uint32_t k = 0; k < entry.length; ++k) {
                           is_null |= parts.IsNull(entry.offset + k);
                         }
                         for (uint32_t k = 0; k < entry.length && !is_null; ++k) {
                           const ListEntry part = parts[entry.offset + k];
                           for (uint32_t i = 0; i < part.length; ++i) out.Add(part.offset + i);
                         }
                         out.EndRow(row);
                         if (is_null) nulls.Set(row);
                       });
                       return out.Finish(type, parts.elements(), nulls.Take());
                     });
  });
}

}  // namespace

void RegisterSparkArraySets(FunctionRegistry& registry) {
  Family spark(registry, "list", "spark");
  spark.Add(
      {"array_contains"},
      "Tells whether an array has an element; NULL when a NULL of its may be the one.",
      {{"array_contains(array(1, 2), 2)", "true"}, {"array_contains(array(1, NULL), 2)", "NULL"}},
      {SearchOverload(Search::kContains)});
  spark.Add({"array_position"},
            "Returns where an element stands first, from 1; 0 when it does not.",
            {{"array_position(array(3, 7), 5)", "0"}}, {SearchOverload(Search::kPosition)});
  spark.Add({"array_distinct"}, "Returns each value of an array once, NULL among them.",
            {{"array_distinct(array(1, NULL, 1, NULL))", "[1, null]"}}, {DistinctOverload()});
  spark.Add({"array_intersect"}, "Returns the values that two arrays share, NULL among them.",
            {{"array_intersect(array(1, NULL), array(NULL, 2))", "[null]"}}, {PairOverload(true)});
  spark.Add({"arrays_overlap"},
            "Tells whether two arrays share a value; NULL when a NULL may be the one.",
            {{"arrays_overlap(array(1, 2), array(2, 3))", "true"},
             {"arrays_overlap(array(1, NULL), array(2))", "NULL"}},
            {PairOverload(false)});
  spark.Add({"flatten"}, "Joins the arrays within an array; NULL where one of them is.",
            {{"flatten(array(array(1, 2), array(3)))", "[1, 2, 3]"}}, {FlattenOverload()});
}

}  // namespace lakebolt
