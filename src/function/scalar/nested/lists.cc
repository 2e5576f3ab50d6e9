// Lists: making, length, elements.

#include "base/error.h"
#include "function/scalar/families.h"
#include "function/scalar/nested/list_rows.h"
#include "function/scalar/nested/nested_overload.h"
#include "types/array_type.h"
#include "vector/concat.h"

namespace lakebolt {

namespace {

/// Interleaves the arguments: row r of the result has elements args[0][r], args[1][r], ...
Vector MakeLists(const LogicalType& type, std::span<const Vector> args, RowSet rows) {
  const auto width = static_cast<uint32_t>(args.size());
  std::vector<ListEntry> entries(rows.size);
  std::vector<Vector> flat;
  std::vector<uint32_t> shifts;
  uint32_t total = 0;
  for (const Vector& arg : args) {
    flat.push_back(arg.IsConstant() ? arg.Resized(1).Flatten() : arg.Flatten());
    shifts.push_back(total);
    total += flat.back().size();
  }
  std::vector<const Vector*> parts;
  for (const Vector& part : flat) parts.push_back(&part);
  const Vector values = ConcatVectors(type.element(), parts);
  std::vector<uint32_t> places(static_cast<size_t>(rows.count) * width);
  for (uint32_t i = 0; i < rows.count; ++i) {
    entries[rows[i]] = {i * width, width};
    for (uint32_t k = 0; k < width; ++k) {
      places[static_cast<size_t>(i) * width + k] = shifts[k] + (args[k].IsConstant() ? 0 : rows[i]);
    }
  }
  return MakeListVector(
      type, entries, values.Gather(places.data(), static_cast<uint32_t>(places.size())), nullptr);
}

ScalarOverload ListValueOverload(bool fixed_size) {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.variadic = true;
  overload.bind =
      [fixed_size](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    LogicalType element;
    for (const LogicalType& type : actual) {
      const auto common = CommonType(element, type);
      if (!common) return std::nullopt;
      element = *common;
    }
    BoundScalar bound;
    bound.arguments.assign(actual.size(), element);
    bound.result = LogicalType::List(element);
    if (fixed_size && actual.empty()) return std::nullopt;
    if (fixed_size) bound.result = ArrayType(element, static_cast<uint32_t>(actual.size()));
    bound.traits.nulls = NullHandling::kSpecial;
    bound.traits.can_fail = false;
    bound.kernel = [type = bound.result](std::span<const Vector> args, RowSet rows) {
      return MakeLists(type, args, rows);
    };
    return bound;
  };
  return overload;
}

/// Returns where element `index` (from 1, negative from the end) stands, or nothing.
std::optional<uint32_t> ElementAt(const ListEntry& entry, int64_t index) {
  if (index < 0) index += static_cast<int64_t>(entry.length) + 1;
  if (index < 1 || index > static_cast<int64_t>(entry.length)) return std::nullopt;
  return entry.offset + static_cast<uint32_t>(index - 1);
}

ScalarOverload ListExtractOverload() {
  return MakeBinding(
      {AnyList(), TypeId::kInt64}, [](const Types& actual) -> std::optional<BoundScalar> {
        const auto element = ElementOf(actual[0]);
        if (!element) return std::nullopt;
        const auto kernel = [](std::span<const Vector> args, RowSet rows) {
          const ListReader lists(args[0]);
          const VectorReader<int64_t> indices(args[1]);
          std::vector<uint32_t> places(rows.size, kNoPlace);
          rows.ForEach([&](uint32_t row) {
            places[row] = ElementAt(lists[row], indices[row]).value_or(kNoPlace);
          });
          return GatherPlaces(lists.elements(), places);
        };
        return MakeBound({LogicalType::List(*element), TypeId::kInt64}, *element, kernel);
      });
}

/// Takes a character out of text, as 'hello'[2] does.
ScalarOverload TextExtractOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kVarchar, TypeId::kInt64};
  overload.result = TypeId::kVarchar;
  overload.kernel = [](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> texts(args[0]);
    const VectorReader<int64_t> indices(args[1]);
    Vector out(TypeId::kVarchar, rows.size);
    auto* values = out.mutable_values<StringView>();
    rows.ForEach([&](uint32_t row) {
      const std::string_view text = texts[row].view();
      std::vector<uint32_t> starts;
      for (uint32_t i = 0; i < text.size(); ++i) {
        if ((static_cast<uint8_t>(text[i]) & 0xC0) != 0x80) starts.push_back(i);
      }
      const auto place = ElementAt({0, static_cast<uint32_t>(starts.size())}, indices[row]);
      if (!place) return;
      const uint32_t begin = starts[*place];
      const size_t end = *place + 1 < starts.size() ? starts[*place + 1] : text.size();
      values[row] = StringView(text.substr(begin, end - begin));
    });
    return out;
  };
  return overload;
}

/// Counts the elements of a list or the entries of a map.
ScalarOverload LengthOverload(TypeId id, TypeId result) {
  return MakeBinding(
      {id == TypeId::kList ? AnyList() : AnyMap()},
      [=](const Types& actual) -> std::optional<BoundScalar> {
        if (actual[0].id() != id) return std::nullopt;
        return MakeBound(actual, result, [result](std::span<const Vector> args, RowSet rows) {
          const VectorReader<ListEntry> lists(args[0]);
          Vector out(result, rows.size);
          auto* values = out.mutable_values<int64_t>();  // or uint64_t, which is as wide
          rows.ForEach([&](uint32_t row) { values[row] = lists[row].length; });
          return out;
        });
      });
}

/// array_length(list, 1): the length along a dimension, of which there is one.
ScalarOverload DimensionLengthOverload() {
  return MakeBinding(
      {AnyList(), TypeId::kInt64}, [](const Types& actual) -> std::optional<BoundScalar> {
        if (!ElementOf(actual[0])) return std::nullopt;
        const auto kernel = [](std::span<const Vector> args, RowSet rows) {
          const VectorReader<ListEntry> lists(args[0]);
          const VectorReader<int64_t> dimensions(args[1]);
          Vector out(TypeId::kInt64, rows.size);
          auto* values = out.mutable_values<int64_t>();
          rows.ForEach([&](uint32_t row) {
            if (dimensions[row] != 1) {
              throw UserError(ErrorCode::kNotSupported, "array_length takes dimension 1 only");
            }
            values[row] = lists[row].length;
          });
          return out;
        };
        const LogicalType list =
            actual[0].id() == TypeId::kNull ? LogicalType::List(TypeId::kNull) : actual[0];
        return MakeBound({list, TypeId::kInt64}, TypeId::kInt64, kernel, true);
      });
}

}  // namespace

void RegisterLists(FunctionRegistry& registry) {
  FunctionTraits special = NeverFails();
  special.nulls = NullHandling::kSpecial;
  registry.Add(ScalarFunction{"list_value",
                              {"list_pack", "array", "make_array", "make_list", "unpivot_list"},
                              "list",
                              "Makes a list of its arguments; [a, b] is the same.",
                              {{"list_value(1, 2)", "[1, 2]"}},
                              special,
                              {ListValueOverload(false)}});
  registry.Add(ScalarFunction{"array_value",
                              {},
                              "list",
                              "Makes a list of fixed size of its arguments.",
                              {{"array_value(1, 2)", "[1, 2]"}},
                              special,
                              {ListValueOverload(true)}});
  registry.Add(ScalarFunction{"list_extract",
                              {"array_extract", "list_element", "array_element"},
                              "list",
                              "Returns an element, counted from 1, or from the end if negative; "
                              "x[i] is the same.",
                              {{"list_extract([1, 2, 3], -1)", "3"}, {"'hello'[2]", "e"}},
                              NeverFails(),
                              {ListExtractOverload(), TextExtractOverload()}});
  registry.Add(ScalarFunction{"cardinality",
                              {},
                              "list",
                              "Counts the elements of a list or the entries of a map.",
                              {{"cardinality(MAP {'a': 1})", "1"}},
                              NeverFails(),
                              {LengthOverload(TypeId::kMap, TypeId::kUInt64),
                               LengthOverload(TypeId::kList, TypeId::kUInt64)}});
  registry.Add(ScalarFunction{"length",
                              {"list_length"},
                              "list",
                              "",
                              {{"length([1, 2])", "2"}},
                              NeverFails(),
                              {LengthOverload(TypeId::kList, TypeId::kInt64)}});
  registry.Add(
      ScalarFunction{"array_length",
                     {},
                     "list",
                     "Counts the elements of a list.",
                     {{"array_length([1, 2])", "2"}},
                     {},
                     {LengthOverload(TypeId::kList, TypeId::kInt64), DimensionLengthOverload()}});
}

}  // namespace lakebolt
