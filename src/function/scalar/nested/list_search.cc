// Functions that look for elements: containment, position, sets.

#include <algorithm>

#include "function/scalar/nested/element_set.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "types/value_order.h"
#include "vector/compare_rows.h"

namespace lakebolt {

namespace {

/// Calls `found(row, k)` with the first k of each row whose element equals the row's wanted value,
/// or kNoPlace when there is none.
template <typename Found>
void FindFirst(const ListReader& lists, const Vector& wanted, RowSet rows, Found found) {
  const Vector elements = lists.elements().Flatten();
  if (elements.type().IsNested() || elements.type().id() == TypeId::kNull) {
    rows.ForEach([&](uint32_t row) {
      const ListEntry entry = lists.IsNull(row) ? ListEntry{} : lists[row];
      const uint32_t place = FindElement(
          entry, [&](uint32_t at) { return CompareRows(elements, at, wanted, row) == 0; });
      found(row, place == kNoPlace ? kNoPlace : place - entry.offset);
    });
    return;
  }
  DispatchPhysical(elements.type().physical(), [&]<typename T>() {
    const VectorReader<T> values(elements);
    const VectorReader<T> targets(wanted);
    rows.ForEach([&](uint32_t row) {
      const ListEntry entry = lists.IsNull(row) ? ListEntry{} : lists[row];
      const bool null = targets.IsNull(row);
      const uint32_t place = FindElement(entry, [&](uint32_t at) {
        return values.IsNull(at) ? null : !null && ValueEqual<T>(values[at], targets[row]);
      });
      found(row, place == kNoPlace ? kNoPlace : place - entry.offset);
    });
  });
}

/// Returns the type that list and value are compared in.
std::optional<LogicalType> SearchType(const LogicalType& list, const LogicalType& value) {
  const auto element = ElementOf(list);
  return element ? CommonType(*element, value) : std::nullopt;
}

ScalarOverload ContainsOverload() {
  return MakeBinding({AnyList(), TypeId::kNull},
                     [](const Types& actual) -> std::optional<BoundScalar> {
                       const auto type = SearchType(actual[0], actual[1]);
                       if (!type) return std::nullopt;
                       return MakeBound({LogicalType::List(*type), *type}, TypeId::kBoolean,
                                        [](std::span<const Vector> args, RowSet rows) {
                                          Vector out(TypeId::kBoolean, rows.size);
                                          auto* values = out.mutable_values<uint8_t>();
                                          FindFirst(ListReader(args[0]), args[1], rows,
                                                    [&](uint32_t row, uint32_t place) {
                                                      values[row] = place != kNoPlace ? 1 : 0;
                                                    });
                                          return out;
                                        });
                     });
}

ScalarOverload PositionOverload() {
  return MakeBinding(
      {AnyList(), TypeId::kNull}, [](const Types& actual) -> std::optional<BoundScalar> {
        const auto type = SearchType(actual[0], actual[1]);
        if (!type) return std::nullopt;
        return MakeBound(
            {LogicalType::List(*type), *type}, TypeId::kInt32,
            [](std::span<const Vector> args, RowSet rows) {
              Vector out(TypeId::kInt32, rows.size);
              auto* values = out.mutable_values<int32_t>();
              FindFirst(ListReader(args[0]), args[1], rows, [&](uint32_t row, uint32_t place) {
                values[row] = place == kNoPlace ? 0 : static_cast<int32_t>(place) + 1;
                if (place == kNoPlace) out.SetNull(row);
              });
              return out;
            });
      });
}

/// Makes an overload of one list with a kernel over (elements, sets).
template <typename Kernel>
ScalarOverload OneListOverload(LogicalType result, Kernel kernel) {
  return MakeBinding({AnyList()}, [=](const Types& actual) -> std::optional<BoundScalar> {
    const auto element = ElementOf(actual[0]);
    if (!element) return std::nullopt;
    const LogicalType list = LogicalType::List(*element);
    const LogicalType type = result.id() == TypeId::kNull ? list : result;
    return MakeBound({list}, type, [kernel, type](std::span<const Vector> args, RowSet rows) {
      return kernel(type, LayOutLists(args[0], rows), rows);
    });
  });
}

Vector Distinct(const LogicalType& type, const ListRows& lists, RowSet rows) {
  ElementSet set(lists.elements);
  PlaceLists out(rows.size);
  rows.ForEach([&](uint32_t row) {
    const ListEntry entry = lists.entries[row];
    set.Reset(entry.length);
    ForEachElement(entry, [&](uint32_t k) {
      if (!lists.elements.IsNull(k) && set.Insert(k)) out.Add(k);
    });
    out.EndRow(row);
  });
  return out.Finish(type, lists.elements);
}

Vector CountDistinct(const LogicalType& type, const ListRows& lists, RowSet rows) {
  ElementSet set(lists.elements);
  Vector out(type, rows.size);
  auto* counts = out.mutable_values<uint64_t>();
  rows.ForEach([&](uint32_t row) {
    const ListEntry entry = lists.entries[row];
    set.Reset(entry.length);
    counts[row] = 0;
    ForEachElement(entry, [&](uint32_t k) {
      counts[row] += !lists.elements.IsNull(k) && set.Insert(k) ? 1 : 0;
    });
  });
  return out;
}

/// Says what a function of two lists does with them.
enum class SetFunction : uint8_t { kIntersect, kExcept, kUnion, kHasAny, kHasAll, kOverlap };

bool GivesList(SetFunction function) {
  return function == SetFunction::kIntersect || function == SetFunction::kExcept ||
         function == SetFunction::kUnion;
}

/// Answers has_any, has_all; or adds the places of the result. `left` and `right` are entries into
/// `elements`.
bool Combine(SetFunction function, const Vector& elements, ListEntry left, ListEntry right,
             ElementSet& set, PlaceLists& out) {
  const auto each = [](ListEntry entry, auto&& body) {
    return FindElement(entry, [&](uint32_t k) { return !body(k); }) == kNoPlace;
  };
  set.Reset(left.length + right.length);
  const auto is_value = [&](uint32_t k) { return !elements.IsNull(k); };
  switch (function) {
    case SetFunction::kUnion:
      for (const ListEntry entry : {left, right}) {
        each(entry, [&](uint32_t k) {
          if (set.Insert(k)) out.Add(k);
          return true;
        });
      }
      return true;
    case SetFunction::kExcept:
      each(right, [&](uint32_t k) { return set.Insert(k), true; });
      each(left, [&](uint32_t k) {
        if (set.Insert(k)) out.Add(k);
        return true;
      });
      return true;
    case SetFunction::kIntersect:
      each(right, [&](uint32_t k) {
        if (is_value(k)) set.Insert(k);
        return true;
      });
      each(left, [&](uint32_t k) {
        if (is_value(k) && set.Take(k)) out.Add(k);
        return true;
      });
      return true;
    case SetFunction::kHasAll:
      each(left, [&](uint32_t k) { return set.Insert(k), true; });
      return each(right, [&](uint32_t k) { return !is_value(k) || set.Contains(k); });
    default:
      each(left, [&](uint32_t k) { return set.Insert(k), true; });
      return !each(right, [&](uint32_t k) { return !is_value(k) || !set.Contains(k); });
  }
}

Vector RunSetFunction(SetFunction function, const LogicalType& result, std::span<const Vector> args,
                      RowSet rows) {
  const ListReader left(args[0]);
  const ListReader right(args[1]);
  const JoinedElements joined(left.elements(), right.elements());
  ElementSet set(joined.elements);
  PlaceLists lists(rows.size);
  Vector out(TypeId::kBoolean, rows.size);
  auto* values = out.mutable_values<uint8_t>();
  rows.ForEach([&](uint32_t row) {
    const ListEntry a = left.IsNull(row) ? ListEntry{} : left[row];
    ListEntry b = right.IsNull(row) ? ListEntry{} : right[row];
    b.offset += joined.shift;
    values[row] = Combine(function, joined.elements, a, b, set, lists) ? 1 : 0;
    lists.EndRow(row);
  });
  return GivesList(function) ? lists.Finish(result, joined.elements) : out;
}

ScalarOverload SetOverload(SetFunction function, bool swapped = false) {
  return MakeBinding(
      {AnyList(), AnyList()}, [=](const Types& actual) -> std::optional<BoundScalar> {
        const auto element = ElementOf(actual[1]);
        const auto type = element ? SearchType(actual[0], *element) : std::nullopt;
        if (!type) return std::nullopt;
        const LogicalType list = LogicalType::List(*type);
        const LogicalType result = GivesList(function) ? list : LogicalType(TypeId::kBoolean);
        return MakeBound({list, list}, result, [=](std::span<const Vector> args, RowSet rows) {
          if (!swapped) return RunSetFunction(function, result, args, rows);
          const std::vector<Vector> turned = {args[1], args[0]};
          return RunSetFunction(function, result, turned, rows);
        });
      });
}

/// array_remove(list, value): all elements but those equal to the value.
ScalarOverload RemoveOverload() {
  return MakeBinding(
      {AnyList(), TypeId::kNull}, [](const Types& actual) -> std::optional<BoundScalar> {
        const auto type = SearchType(actual[0], actual[1]);
        if (!type) return std::nullopt;
        const LogicalType list = LogicalType::List(*type);
        return MakeBound({list, *type}, list, [list](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          PlaceLists out(rows.size);
          rows.ForEach([&](uint32_t row) {
            const ListEntry entry = lists[row];
            ForEachElement(entry, [&](uint32_t k) {
              if (CompareRows(lists.elements(), k, args[1], row) != 0) out.Add(k);
            });
            out.EndRow(row);
          });
          return out.Finish(list, lists.elements());
        });
      });
}

ScalarOverload CompactOverload() {
  return OneListOverload(TypeId::kNull,
                         [](const LogicalType& type, const ListRows& lists, RowSet rows) {
                           PlaceLists out(rows.size);
                           rows.ForEach([&](uint32_t row) {
                             ForEachElement(lists.entries[row], [&](uint32_t k) {
                               if (!lists.elements.IsNull(k)) out.Add(k);
                             });
                             out.EndRow(row);
                           });
                           return out.Finish(type, lists.elements);
                         });
}

}  // namespace

void RegisterListSearch(FunctionRegistry& registry) {
  const auto add = [&](std::string name, std::vector<std::string> aliases, std::string description,
                       FunctionExample example, ScalarOverload overload,
                       FunctionTraits traits = {}) {
    registry.Add(ScalarFunction{std::move(name),
                                std::move(aliases),
                                "list",
                                std::move(description),
                                {std::move(example)},
                                traits,
                                {std::move(overload)}});
  };
  add("list_contains", {"array_contains", "list_has", "array_has"},
      "Tells whether a list has an element.", {"list_contains([1, 2], 2)", "true"},
      ContainsOverload());
  add("contains", {}, "", {"contains([1, 2], 2)", "true"}, ContainsOverload());
  add("list_position", {"array_position", "list_indexof", "array_indexof"},
      "Returns where an element stands first in a list, from 1; NULL when it does not.",
      {"list_position([10, 20], 20)", "2"}, PositionOverload(), SeesNulls());
  add("list_distinct", {"array_distinct"}, "Returns each value of a list once, without NULL.",
      {"list_distinct([1, 1, NULL, 2])", "[1, 2]"}, OneListOverload(TypeId::kNull, Distinct));
  add("list_unique", {"array_unique"}, "Counts the different values of a list, without NULL.",
      {"list_unique([1, 1, NULL, 2])", "2"}, OneListOverload(TypeId::kUInt64, CountDistinct));
  add("list_intersect", {"array_intersect"}, "Returns the values that two lists share, each once.",
      {"list_intersect([1, 2, 3], [2, 3, 4])", "[2, 3]"}, SetOverload(SetFunction::kIntersect));
  add("list_has_any", {"array_has_any", "arrays_overlap", "&&"},
      "Tells whether two lists share a value; a && b is the same.",
      {"list_has_any([1, 2], [2, 3])", "true"}, SetOverload(SetFunction::kHasAny));
  add("list_has_all", {"array_has_all", "@>"},
      "Tells whether the first list has all values of the second; a @> b is the same.",
      {"list_has_all([1, 2, 3], [2, 3])", "true"}, SetOverload(SetFunction::kHasAll));
  add("<@", {}, "Tells whether the second list has all values of the first.",
      {"[1] <@ [1, 2]", "true"}, SetOverload(SetFunction::kHasAll, true));
  add("array_except", {"list_except"},
      "Returns the values of the first list that the second has not, each once.",
      {"array_except([1, 2, 2, 3], [3])", "[1, 2]"}, SetOverload(SetFunction::kExcept));
  add("array_union", {"list_union"}, "Returns the values of two lists, each once.",
      {"array_union([1, 2], [2, 3])", "[1, 2, 3]"}, SetOverload(SetFunction::kUnion));
  add("array_remove", {"list_remove", "array_remove_all", "list_remove_all"},
      "Drops all elements equal to a value.", {"array_remove([1, 2, 1], 1)", "[2]"},
      RemoveOverload());
  add("array_compact", {}, "Drops the NULLs of a list.", {"array_compact([1, NULL, 2])", "[1, 2]"},
      CompactOverload());
}

}  // namespace lakebolt
