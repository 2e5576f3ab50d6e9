// Functions that pick, drop, repeat and rearrange elements by their places.

#include <algorithm>
#include <limits>
#include <random>

#include "base/error.h"
#include "base/utf8.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_families.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/scalar/number/random_source.h"
#include "function/scalar_adapter.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

constexpr uint64_t kMostElements = uint64_t{1} << 28;

[[noreturn]] void ThrowTooLarge() {
  throw UserError(ErrorCode::kOutOfRange, "lists of more than 2^28 elements in one step");
}

StringView WithoutFirst(const StringView& text) {
  const std::string_view view = text.view();
  return StringView(view.substr(CharacterOffset(view, 1)));
}

StringView WithoutLast(const StringView& text) {
  const std::string_view view = text.view();
  const int64_t count = CountCharacters(view);
  return StringView(view.substr(0, CharacterOffset(view, count == 0 ? 0 : count - 1)));
}

/// Makes an overload of (LIST) that takes places out of its list: `pick(entry, out)`.
template <typename Pick>
ScalarOverload PickOverload(Pick pick) {
  return MakeBinding({AnyList()}, [pick](const Types& actual) -> std::optional<BoundScalar> {
    const auto element = ElementOf(actual[0]);
    if (!element) return std::nullopt;
    const LogicalType list = LogicalType::List(*element);
    return MakeBound({list}, list, [pick, list](std::span<const Vector> args, RowSet rows) {
      const ListReader lists(args[0]);
      PlaceLists out(rows.size);
      rows.ForEach([&](uint32_t row) {
        pick(lists[row], out);
        out.EndRow(row);
      });
      return out.Finish(list, lists.elements());
    });
  });
}

void PickReversed(ListEntry entry, PlaceLists& out) {
  for (uint32_t k = entry.length; k > 0; --k) out.Add(entry.offset + k - 1);
}
/// Fisher and Yates' shuffle, which looks at cancellation as it adds.
void PickShuffled(ListEntry entry, PlaceLists& out) {
  GrowingArray<uint32_t> places;
  ForEachElement(entry, [&](uint32_t place) { places.Add(place); });
  for (uint32_t left = entry.length; left > 0; --left) {
    std::uniform_int_distribution<uint32_t> next(0, left - 1);
    const uint32_t i = next(RandomSource());
    out.Add(places[i]);
    places[i] = places[left - 1];
  }
}
FunctionTraits Volatile() {
  FunctionTraits traits;
  traits.volatility = Volatility::kVolatile;
  return traits;
}
void PickAllButLast(ListEntry entry, PlaceLists& out) {
  if (entry.length > 0) out.AddAll({entry.offset, entry.length - 1});
}
void PickAllButFirst(ListEntry entry, PlaceLists& out) {
  if (entry.length > 0) out.AddAll({entry.offset + 1, entry.length - 1});
}

ScalarOverload FlattenOverload() {
  return MakeBinding(
      {LogicalType::List(AnyList())}, [](const Types& actual) -> std::optional<BoundScalar> {
        const auto inner = ElementOf(actual[0]);
        if (!inner) return std::nullopt;
        const auto element = ElementOf(*inner);
        if (!element) return std::nullopt;
        const LogicalType list = LogicalType::List(*element);
        return MakeBound({LogicalType::List(list)}, list,
                         [list](std::span<const Vector> args, RowSet rows) {
                           const ListReader lists(args[0]);
                           const Vector inner_lists = lists.elements().Flatten();
                           const ListReader inner_reader(inner_lists);
                           PlaceLists out(rows.size);
                           rows.ForEach([&](uint32_t row) {
                             const ListEntry entry = lists[row];
                             for (uint32_t i = entry.offset; i < entry.offset + entry.length; ++i) {
                               if (inner_reader.IsNull(i)) continue;
                               out.AddAll(inner_reader[i]);
                             }
                             out.EndRow(row);
                           });
                           return out.Finish(list, inner_reader.elements());
                         });
      });
}

[[noreturn]] void ThrowNullElement(const char* function) {
  throw UserError(ErrorCode::kInvalidArgument,
                  std::string(function) + " takes no NULLs within its second list");
}

/// list_select(list, positions): the elements at these positions, NULL where there is none.
ScalarOverload SelectOverload() {
  return MakeBinding(
      {AnyList(), LogicalType::List(TypeId::kInt64)},
      [](const Types& actual) -> std::optional<BoundScalar> {
        const auto element = ElementOf(actual[0]);
        if (!element) return std::nullopt;
        const LogicalType list = LogicalType::List(*element);
        const auto kernel = [list](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          const ListReader picks(args[1]);
          const Vector numbers = picks.elements().Flatten();
          PlaceLists out(rows.size);
          rows.ForEach([&](uint32_t row) {
            const ListEntry entry = lists[row];
            const ListEntry pick = picks[row];
            for (uint32_t k = pick.offset; k < pick.offset + pick.length; ++k) {
              if (numbers.IsNull(k)) ThrowNullElement("list_select");
              const int64_t place = numbers.values<int64_t>()[k];
              const bool there = place >= 1 && place <= static_cast<int64_t>(entry.length);
              out.Add(there ? entry.offset + static_cast<uint32_t>(place - 1) : kNoPlace);
            }
            out.EndRow(row);
          });
          return out.Finish(list, lists.elements());
        };
        return MakeBound({list, LogicalType::List(TypeId::kInt64)}, list, kernel, true);
      });
}

/// list_where(list, booleans): the elements where the other list is true.
ScalarOverload WhereOverload() {
  return MakeBinding({AnyList(), LogicalType::List(TypeId::kBoolean)},
                     [](const Types& actual) -> std::optional<BoundScalar> {
                       const auto element = ElementOf(actual[0]);
                       if (!element) return std::nullopt;
                       const LogicalType list = LogicalType::List(*element);
                       const auto kernel = [list](std::span<const Vector> args, RowSet rows) {
                         const ListReader lists(args[0]);
                         const ListReader masks(args[1]);
                         const Vector bits = masks.elements().Flatten();
                         PlaceLists out(rows.size);
                         rows.ForEach([&](uint32_t row) {
                           const ListEntry entry = lists[row];
                           const ListEntry mask = masks[row];
                           ForEachElement(mask, [&](uint32_t at) {
                             if (bits.IsNull(at)) ThrowNullElement("list_where");
                             if (bits.values<uint8_t>()[at] == 0) return;
                             const uint32_t k = at - mask.offset;
                             out.Add(k < entry.length ? entry.offset + k : kNoPlace);
                           });
                           out.EndRow(row);
                         });
                         return out.Finish(list, lists.elements());
                       };
                       return MakeBound({list, LogicalType::List(TypeId::kBoolean)}, list, kernel,
                                        true);
                     });
}

/// list_resize(list, length [, value]): cut, or filled up with the value.
ScalarOverload ResizeOverload(bool with_value) {
  Types parameters = {AnyList(), TypeId::kInt64};
  if (with_value) parameters.push_back(TypeId::kNull);
  return MakeBinding(parameters, [](const Types& actual) -> std::optional<BoundScalar> {
    auto element = ElementOf(actual[0]);
    if (element && actual.size() == 3) element = CommonType(*element, actual[2]);
    if (!element) return std::nullopt;
    const LogicalType list = LogicalType::List(*element);
    Types arguments = {list, TypeId::kInt64};
    if (actual.size() == 3) arguments.push_back(*element);
    const auto kernel = [list](std::span<const Vector> args, RowSet rows) {
      const ListReader lists(args[0]);
      const VectorReader<int64_t> lengths(args[1]);
      Vector elements = lists.elements().Flatten();
      const uint32_t fill = elements.size();
      if (args.size() == 3) {
        const Vector values = args[2].Flatten();
        elements = ConcatVectors(list.element(), {&elements, &values});
      }
      PlaceLists out(rows.size);
      NullRows nulls(rows.size);
      uint64_t total = 0;
      rows.ForEach([&](uint32_t row) {
        if (lists.IsNull(row)) {
          nulls.Set(row);
          return;
        }
        const int64_t length = lengths.IsNull(row) ? 0 : lengths[row];
        if (length < 0) {
          throw UserError(ErrorCode::kOutOfRange,
                          "a list cannot have " + std::to_string(length) + " elements");
        }
        if (static_cast<uint64_t>(length) > kMostElements) ThrowTooLarge();
        total += static_cast<uint64_t>(length);
        if (total > kMostElements) ThrowTooLarge();
        const ListEntry entry = lists[row];
        for (uint32_t k = 0; k < static_cast<uint32_t>(length); ++k) {
          const uint32_t filler = args.size() == 3 ? fill + row : kNoPlace;
          out.Add(k < entry.length ? entry.offset + k : filler);
        }
        out.EndRow(row);
      });
      return out.Finish(list, elements, nulls.Take());
    };
    return MakeBound(std::move(arguments), list, kernel, true);
  });
}

ScalarOverload RepeatOverload() {
  return MakeBinding(
      {AnyList(), TypeId::kInt64}, [](const Types& actual) -> std::optional<BoundScalar> {
        if (actual[0].id() != TypeId::kList) return std::nullopt;
        const LogicalType list = LogicalType::List(actual[0].element());
        const auto kernel = [list](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          const VectorReader<int64_t> counts(args[1]);
          PlaceLists out(rows.size);
          NullRows nulls(rows.size);
          uint64_t total = 0;
          rows.ForEach([&](uint32_t row) {
            if (lists.IsNull(row) || counts.IsNull(row)) {
              nulls.Set(row);
              return;
            }
            const ListEntry entry = lists[row];
            const auto count = static_cast<uint64_t>(std::max<int64_t>(counts[row], 0));
            if (entry.length > 0 && count > kMostElements / entry.length) ThrowTooLarge();
            total += count * entry.length;
            if (total > kMostElements) ThrowTooLarge();
            for (uint64_t i = 0; i < count && entry.length > 0; ++i) out.AddAll(entry);
            out.EndRow(row);
          });
          return out.Finish(list, lists.elements(), nulls.Take());
        };
        BoundScalar bound = MakeBound({list, TypeId::kInt64}, list, kernel, true);
        bound.traits.nulls = NullHandling::kSpecial;
        return bound;
      });
}

}  // namespace

void RegisterListParts(FunctionRegistry& registry) {
  const auto add = [&](std::string name, std::vector<std::string> aliases, std::string description,
                       FunctionExample example, std::vector<ScalarOverload> overloads,
                       FunctionTraits traits = {}) {
    registry.Add(ScalarFunction{std::move(name),
                                std::move(aliases),
                                "list",
                                std::move(description),
                                {std::move(example)},
                                traits,
                                std::move(overloads)});
  };
  const LogicalType text = TypeId::kVarchar;
  add("list_reverse", {"array_reverse"}, "Turns a list around.",
      {"list_reverse([1, 2, 3])", "[3, 2, 1]"}, {PickOverload(PickReversed)});
  add("reverse", {}, "", {"reverse([1, 2, 3])", "[3, 2, 1]"}, {PickOverload(PickReversed)});
  add("shuffle", {"array_shuffle", "list_shuffle"}, "Puts the elements of a list in random order.",
      {"len(shuffle([1, 2, 3]))", "3"}, {PickOverload(PickShuffled)}, Volatile());
  add("array_pop_back", {"list_pop_back"}, "Drops the last element of a list.",
      {"array_pop_back([1, 2, 3])", "[1, 2]"},
      {PickOverload(PickAllButLast), MakeOverload<StringView>({text}, text, WithoutLast)});
  add("array_pop_front", {"list_pop_front"}, "Drops the first element of a list.",
      {"array_pop_front([1, 2, 3])", "[2, 3]"},
      {PickOverload(PickAllButFirst), MakeOverload<StringView>({text}, text, WithoutFirst)});
  add("flatten", {}, "Joins the lists within a list, one level deep.",
      {"flatten([[1, 2], [3]])", "[1, 2, 3]"}, {FlattenOverload()});
  add("list_select", {"array_select"},
      "Returns the elements at the positions of a second list, NULL where there is none.",
      {"list_select([10, 20, 30], [3, 1])", "[30, 10]"}, {SelectOverload()});
  add("list_where", {"array_where"}, "Returns the elements where a list of booleans is true.",
      {"list_where([10, 20, 30], [true, false, true])", "[10, 30]"}, {WhereOverload()});
  add("list_resize", {"array_resize"},
      "Cuts a list to a length, or fills it up with a value (NULL without one).",
      {"list_resize([1, 2], 3, 0)", "[1, 2, 0]"}, {ResizeOverload(false), ResizeOverload(true)},
      SeesNulls());
  add("repeat", {}, "", {"repeat([1, 2], 2)", "[1, 2, 1, 2]"}, {RepeatOverload()});
}

}  // namespace lakebolt
