// Functions that put lists together: concatenation, zip, text.

#include <algorithm>

#include "base/error.h"
#include "function/growing_text.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/joined_lists.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Returns the common type of the elements of lists, or nothing.
std::optional<LogicalType> CommonElement(const Types& lists) {
  LogicalType element;
  for (const LogicalType& list : lists) {
    const auto one = ElementOf(list);
    if (!one) return std::nullopt;
    const auto common = CommonType(element, *one);
    if (!common) return std::nullopt;
    element = *common;
  }
  return element;
}

/// Appends the lists of all arguments, row by row; NULL lists count as empty.
Vector ConcatArguments(const LogicalType& list, std::span<const Vector> args, RowSet rows) {
  const JoinedLists joined(args, list.element());
  PlaceLists out(rows.size);
  rows.ForEach([&](uint32_t row) {
    for (size_t i = 0; i < joined.columns(); ++i) {
      if (joined.IsNull(i, row)) continue;
      joined.ForEach(i, row, [&](uint32_t place) { out.Add(place); });
    }
    out.EndRow(row);
  });
  return out.Finish(list, joined.elements());
}

std::optional<BoundScalar> BindConcat(const Types& actual) {
  const auto element = CommonElement(actual);
  if (actual.empty() || !element) return std::nullopt;
  const bool untyped = std::all_of(actual.begin(), actual.end(), [](const LogicalType& type) {
    return type.id() == TypeId::kNull;
  });
  if (untyped) {
    return MakeBound(actual, TypeId::kNull, [](std::span<const Vector>, RowSet rows) {
      return Vector::Constant(Value(TypeId::kNull), rows.size);
    });
  }
  const LogicalType list = LogicalType::List(*element);
  return MakeBound(Types(actual.size(), list), list,
                   [list](std::span<const Vector> args, RowSet rows) {
                     return ConcatArguments(list, args, rows);
                   });
}

/// Binds concat, which joins texts where no argument is a list; with `nulls` it sees to NULLs.
template <NullHandling nulls>
std::optional<BoundScalar> BindConcatIfLists(const Types& actual) {
  const bool any_list = std::any_of(actual.begin(), actual.end(), [](const LogicalType& type) {
    return type.id() == TypeId::kList;
  });
  std::optional<BoundScalar> bound = any_list ? BindConcat(actual) : std::nullopt;
  if (bound) bound->traits.nulls = nulls;
  return bound;
}

/// Binds ||, which leaves NULL beside NULL to text.
std::optional<BoundScalar> BindConcatOperator(const Types& actual) {
  const bool any_list = actual[0].id() == TypeId::kList || actual[1].id() == TypeId::kList;
  return any_list ? BindConcat(actual) : std::nullopt;
}

/// Binds +, for which a NULL list counts as empty.
std::optional<BoundScalar> BindPlus(const Types& actual) {
  auto bound = BindConcatOperator(actual);
  if (bound) bound->traits.nulls = NullHandling::kSpecial;
  return bound;
}

/// Puts one more element before or behind a list; a NULL list counts as empty.
ScalarOverload AddOverload(bool list_first, bool in_front) {
  Types parameters = {AnyList(), TypeId::kNull};
  if (!list_first) std::swap(parameters[0], parameters[1]);
  return MakeBinding(
      parameters, [list_first, in_front](const Types& actual) -> std::optional<BoundScalar> {
        auto element = ElementOf(actual[list_first ? 0 : 1]);
        if (element) element = CommonType(*element, actual[list_first ? 1 : 0]);
        if (!element) return std::nullopt;
        const LogicalType list = LogicalType::List(*element);
        Types arguments = {list, *element};
        if (!list_first) std::swap(arguments[0], arguments[1]);
        return MakeBound(arguments, list, [=](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[list_first ? 0 : 1]);
          const Vector old = lists.elements().Flatten();
          const Vector added = args[list_first ? 1 : 0].Flatten();
          const Vector elements = ConcatVectors(list.element(), {&old, &added});
          PlaceLists out(rows.size);
          rows.ForEach([&](uint32_t row) {
            const ListEntry entry = lists.IsNull(row) ? ListEntry{} : lists[row];
            if (in_front) out.Add(old.size() + row);
            out.AddAll(entry);
            if (!in_front) out.Add(old.size() + row);
            out.EndRow(row);
          });
          return out.Finish(list, elements);
        });
      });
}

/// Makes structs of the k-th elements of all lists; `cut` (may be null) says whether to stop at the
/// shortest.
Vector Zip(const LogicalType& result, std::span<const Vector> lists, const Vector* cut, RowSet rows,
           bool keeps_null) {
  std::vector<ListReader> readers;
  for (const Vector& list : lists) readers.emplace_back(list);
  std::vector<GrowingArray<uint32_t>> places(lists.size());
  std::vector<ListEntry> entries(rows.size);
  NullRows nulls(rows.size);
  uint32_t total = 0;
  rows.ForEach([&](uint32_t row) {
    const bool all_null = std::all_of(readers.begin(), readers.end(),
                                      [&](const ListReader& list) { return list.IsNull(row); });
    if (keeps_null && all_null) nulls.Set(row);
    const bool cuts = cut != nullptr && !cut->IsNull(row) && VectorReader<uint8_t>(*cut)[row] != 0;
    uint32_t longest = 0;
    uint32_t shortest = ~uint32_t{0};
    for (const ListReader& reader : readers) {
      const uint32_t length = reader.IsNull(row) ? 0 : reader[row].length;
      longest = std::max(longest, length);
      shortest = std::min(shortest, length);
    }
    const uint32_t length = cuts ? shortest : longest;
    entries[row] = {total, length};
    total += length;
    for (size_t i = 0; i < readers.size(); ++i) {
      const ListEntry entry = readers[i].IsNull(row) ? ListEntry{} : readers[i][row];
      for (uint32_t k = 0; k < length; ++k) {
        places[i].Add(k < entry.length ? entry.offset + k : kNoPlace);
      }
    }
  });
  Vector structs(result.element(), total);
  for (size_t i = 0; i < readers.size(); ++i) {
    structs.mutable_children()[i] = GatherPlaces(readers[i].elements(), places[i]).Flatten();
  }
  return MakeListVector(result, entries, std::move(structs), nulls.Take());
}

/// Binds a call that zips lists into rows, or, for DataFusion, into structs whose fields are
/// numbered; those are NULL where all lists are.
std::optional<BoundScalar> BindZip(const Types& actual, bool numbered) {
  Types arguments = actual;
  const bool has_cut = actual.size() > 1 && actual.back().id() == TypeId::kBoolean;
  const size_t count = actual.size() - (has_cut ? 1 : 0);
  std::vector<Field> fields;
  for (size_t i = 0; i < count; ++i) {
    const auto element = ElementOf(actual[i]);
    if (!element) return std::nullopt;
    arguments[i] = LogicalType::List(*element);
    fields.push_back({numbered ? std::to_string(i + 1) : "", *element});
  }
  if (fields.empty()) return std::nullopt;
  const LogicalType result = LogicalType::List(LogicalType::Struct(std::move(fields)));
  return MakeBound(std::move(arguments), result,
                   [result, count, numbered](std::span<const Vector> args, RowSet rows) {
                     return Zip(result, args.subspan(0, count),
                                args.size() > count ? &args[count] : nullptr, rows, numbered);
                   });
}

/// Joins the texts of elements, by commas where the separator is NULL; NULLs among the elements are
/// left out, or written as a third argument says.
Vector JoinText(std::span<const Vector> args, RowSet rows) {
  const ListRows lists = LayOutLists(args[0], rows);
  const Vector texts =
      CastVector(lists.elements, TypeId::kVarchar, RowSet::Dense(lists.count()), CastMode::kStrict);
  const VectorReader<StringView> separators(args[1]);
  Vector out(TypeId::kVarchar, rows.size);
  auto heap = std::make_shared<StringHeap>();
  auto* values = out.mutable_values<StringView>();
  GrowingText joined;
  rows.ForEach([&](uint32_t row) {
    if (lists.IsNull(row)) {
      out.SetNull(row);
      return;
    }
    joined.Clear();
    bool first = true;
    const auto append = [&](std::string_view text) {
      if (!first) joined.Append(separators.IsNull(row) ? "," : separators[row].view());
      first = false;
      joined.Append(text);
    };
    ForEachElement(lists.entries[row], [&](uint32_t k) {
      if (!texts.IsNull(k)) {
        append(VectorReader<StringView>(texts)[k].view());
      } else if (args.size() > 2 && !args[2].IsNull(row)) {
        append(VectorReader<StringView>(args[2])[row].view());
      }
    });
    values[row] = heap->Add(joined.view());
  });
  out.AddOwner(std::move(heap));
  return out;
}

ScalarOverload JoinTextOverload(bool with_null_text) {
  Types parameters = {AnyList(), TypeId::kVarchar};
  if (with_null_text) parameters.push_back(TypeId::kVarchar);
  return MakeBinding(parameters, [](const Types& actual) -> std::optional<BoundScalar> {
    const auto element = ElementOf(actual[0]);
    if (!element || !CanCast(*element, TypeId::kVarchar)) return std::nullopt;
    Types arguments(actual.size(), TypeId::kVarchar);
    arguments[0] = LogicalType::List(*element);
    return MakeBound(std::move(arguments), TypeId::kVarchar, JoinText);
  });
}

}  // namespace

void RegisterListJoin(FunctionRegistry& registry) {
  const auto add = [&](std::string name, std::vector<std::string> aliases, std::string description,
                       FunctionExample example, std::vector<ScalarOverload> overloads) {
    registry.Add(ScalarFunction{std::move(name),
                                std::move(aliases),
                                "list",
                                std::move(description),
                                {std::move(example)},
                                SeesNulls(),
                                std::move(overloads)});
  };
  add("list_concat", {"list_cat", "array_concat", "array_cat"},
      "Appends lists; NULLs among them count as empty.",
      {"list_concat([1, 2], [3], [4])", "[1, 2, 3, 4]"},
      {MakeVariadicBinding({AnyList()}, BindConcat)});
  add("concat", {}, "", {"concat([1, 2], NULL, [3])", "[1, 2, 3]"},
      {MakeVariadicBinding({AnyList()}, BindConcatIfLists<NullHandling::kSpecial>)});
  Family(registry, "list", "spark")
      .Add({"concat"}, "", {{"concat(array(1), array(2, 3))", "[1, 2, 3]"}},
           {MakeVariadicBinding({AnyList()}, BindConcatIfLists<NullHandling::kPropagate>)});
  registry.Add(ScalarFunction{"||",
                              {},
                              "text",
                              "",
                              {{"[1, 2] || [3]", "[1, 2, 3]"}},
                              {},
                              {MakeBinding({AnyList(), AnyList()}, BindConcatOperator)}});
  registry.Add(ScalarFunction{"+",
                              {},
                              "math",
                              "",
                              {{"[1, 2] + [3]", "[1, 2, 3]"}},
                              {},
                              {MakeBinding({AnyList(), AnyList()}, BindPlus)}});
  add("list_append", {"array_append", "array_push_back", "list_push_back"},
      "Puts an element behind a list.", {"list_append([1, 2], 3)", "[1, 2, 3]"},
      {AddOverload(true, false)});
  add("list_prepend", {"array_prepend"}, "Puts an element before a list.",
      {"list_prepend(0, [1, 2])", "[0, 1, 2]"}, {AddOverload(false, true)});
  add("array_push_front", {"list_push_front"}, "Puts an element before a list.",
      {"array_push_front([1, 2], 0)", "[0, 1, 2]"}, {AddOverload(true, true)});
  add("list_zip", {"array_zip", "arrays_zip"},
      "Makes rows of the elements of lists side by side; shorter lists are filled up with NULLs, "
      "unless a last argument true asks to stop at the shortest.",
      {"list_zip([1, 2], ['a', 'b'])", "[(1, a), (2, b)]"},
      {MakeVariadicBinding({AnyList()},
                           [](const Types& actual) { return BindZip(actual, false); })});
  registry.Add(ScalarFunction{
      "arrays_zip",
      {"list_zip"},
      "list",
      "Makes structs of the elements of lists side by side; shorter lists are filled up with "
      "NULLs.",
      {{"arrays_zip([1, 2], ['a', 'b'])", "[{'1': 1, '2': a}, {'1': 2, '2': b}]"}},
      SeesNulls(),
      {MakeVariadicBinding({AnyList()}, [](const Types& actual) { return BindZip(actual, true); })},
      "datafusion"});
  add("array_to_string", {"list_to_string", "array_join", "list_join"},
      "Joins the elements of a list as text, with a separator; NULLs are left out, or written as a "
      "third argument says.",
      {"array_to_string([1, 2, 3], '-')", "1-2-3"},
      {JoinTextOverload(false), JoinTextOverload(true)});
}

}  // namespace lakebolt
