// Lists and maps: making, length, elements.

#include "function/cast.h"
#include "function/scalar/families.h"

namespace lakebolt {

namespace {

const LogicalType kAnyList = LogicalType::List(TypeId::kNull);

/// Interleaves the arguments: row r of the result has elements args[0][r], args[1][r], ...
Vector MakeLists(const LogicalType& type, std::span<const Vector> args, RowSet rows) {
  Vector out(type, rows.size);
  auto* entries = out.mutable_values<ListEntry>();
  const auto width = static_cast<uint32_t>(args.size());
  Vector elements(type.element(), rows.count * width);
  for (uint32_t i = 0; i < rows.count; ++i) {
    entries[rows[i]] = {i * width, width};
    for (uint32_t k = 0; k < width; ++k) {
      elements.SetValue(i * width + k, args[k].GetValue(rows[i]));
    }
  }
  out.mutable_children()[0] = std::move(elements);
  return out;
}

ScalarOverload ListValueOverload() {
  ScalarOverload overload;
  overload.parameters = {TypeId::kNull};
  overload.variadic = true;
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    LogicalType element;
    for (const LogicalType& type : actual) {
      const auto common = CommonType(element, type);
      if (!common) return std::nullopt;
      element = *common;
    }
    BoundScalar bound;
    bound.arguments.assign(actual.size(), element);
    bound.result = LogicalType::List(element);
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

/// Gathers one element a row; rows for which `find(row)` gives nothing are NULL.
template <typename Find>
Vector GatherElements(const Vector& elements, RowSet rows, const Find& find) {
  if (elements.size() == 0) return Vector::Constant(Value(elements.type()), rows.size);
  std::vector<uint32_t> places(rows.size, 0);
  std::vector<uint32_t> missing;
  rows.ForEach([&](uint32_t row) {
    if (const auto place = find(row)) {
      places[row] = *place;
    } else {
      missing.push_back(row);
    }
  });
  Vector out = elements.Flatten().Gather(places.data(), rows.size);
  for (const uint32_t row : missing) out.SetNull(row);
  return out;
}

ScalarOverload ListExtractOverload() {
  ScalarOverload overload;
  overload.parameters = {kAnyList, TypeId::kInt64};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2 || actual[0].id() != TypeId::kList) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {actual[0], TypeId::kInt64};
    bound.result = actual[0].element();
    bound.traits.can_fail = false;
    bound.kernel = [](std::span<const Vector> args, RowSet rows) {
      const Vector lists = args[0].Flatten();
      const auto* entries = lists.values<ListEntry>();
      const VectorReader<int64_t> indices(args[1]);
      return GatherElements(lists.children()[0], rows,
                            [&](uint32_t row) { return ElementAt(entries[row], indices[row]); });
    };
    return bound;
  };
  return overload;
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

ScalarOverload LengthOverload(TypeId id) {
  ScalarOverload overload;
  overload.parameters = {id == TypeId::kList ? kAnyList
                                             : LogicalType::Map(TypeId::kNull, TypeId::kNull)};
  overload.bind = [id](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 1 || actual[0].id() != id) return std::nullopt;
    BoundScalar bound;
    bound.arguments = actual;
    bound.result = TypeId::kInt64;
    bound.traits.can_fail = false;
    bound.kernel = [](std::span<const Vector> args, RowSet rows) {
      const VectorReader<ListEntry> lists(args[0]);
      Vector out(TypeId::kInt64, rows.size);
      auto* values = out.mutable_values<int64_t>();
      rows.ForEach([&](uint32_t row) { values[row] = lists[row].length; });
      return out;
    };
    return bound;
  };
  return overload;
}

ScalarOverload ContainsOverload() {
  ScalarOverload overload;
  overload.parameters = {kAnyList, TypeId::kNull};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2 || actual[0].id() != TypeId::kList) return std::nullopt;
    const auto common = CommonType(actual[0].element(), actual[1]);
    if (!common) return std::nullopt;
    BoundScalar bound;
    bound.arguments = {LogicalType::List(*common), *common};
    bound.result = TypeId::kBoolean;
    bound.traits.can_fail = false;
    bound.kernel = [](std::span<const Vector> args, RowSet rows) {
      const Vector lists = args[0].Flatten();
      const auto* entries = lists.values<ListEntry>();
      Vector out(TypeId::kBoolean, rows.size);
      auto* values = out.mutable_values<uint8_t>();
      rows.ForEach([&](uint32_t row) {
        values[row] = 0;
        if (lists.IsNull(row) || args[1].IsNull(row)) return;
        const Value wanted = args[1].GetValue(row);
        for (uint32_t k = 0; k < entries[row].length && values[row] == 0; ++k) {
          values[row] = lists.children()[0].GetValue(entries[row].offset + k) == wanted ? 1 : 0;
        }
      });
      return out;
    };
    return bound;
  };
  return overload;
}

/// Looks a key up in a map: the value of the last entry with it, else NULL.
ScalarOverload MapExtractOverload() {
  ScalarOverload overload;
  overload.parameters = {LogicalType::Map(TypeId::kNull, TypeId::kNull), TypeId::kNull};
  overload.bind = [](const std::vector<LogicalType>& actual) -> std::optional<BoundScalar> {
    if (actual.size() != 2 || actual[0].id() != TypeId::kMap) return std::nullopt;
    const std::vector<Field>& entry = actual[0].element().children();
    BoundScalar bound;
    bound.arguments = {actual[0], entry[0].type};
    bound.result = entry[1].type;
    bound.traits.can_fail = false;
    bound.kernel = [](std::span<const Vector> args, RowSet rows) {
      const Vector maps = args[0].Flatten();
      const auto* entries = maps.values<ListEntry>();
      const Vector structs = maps.children()[0].Flatten();
      const Vector& keys = structs.children()[0];
      return GatherElements(structs.children()[1], rows,
                            [&](uint32_t row) -> std::optional<uint32_t> {
                              if (maps.IsNull(row) || args[1].IsNull(row)) return std::nullopt;
                              const Value wanted = args[1].GetValue(row);
                              for (uint32_t k = entries[row].length; k > 0; --k) {
                                const uint32_t place = entries[row].offset + k - 1;
                                if (keys.GetValue(place) == wanted) return place;
                              }
                              return std::nullopt;
                            });
    };
    return bound;
  };
  return overload;
}

}  // namespace

void RegisterLists(FunctionRegistry& registry) {
  FunctionTraits special = NeverFails();
  special.nulls = NullHandling::kSpecial;
  registry.Add(ScalarFunction{"list_value",
                              {"list_pack"},
                              "list",
                              "Makes a list of its arguments; [a, b] is the same.",
                              {{"list_value(1, 2)", "[1, 2]"}},
                              special,
                              {ListValueOverload()}});
  registry.Add(ScalarFunction{"list_extract",
                              {"array_extract", "list_element"},
                              "list",
                              "Returns an element, counted from 1, or from the end if negative; "
                              "x[i] is the same.",
                              {{"list_extract([1, 2, 3], -1)", "3"}, {"'hello'[2]", "e"}},
                              NeverFails(),
                              {ListExtractOverload(), TextExtractOverload()}});
  registry.Add(ScalarFunction{"list_contains",
                              {"array_contains", "list_has", "array_has"},
                              "list",
                              "Tells whether a list has an element.",
                              {{"list_contains([1, 2], 2)", "true"}},
                              NeverFails(),
                              {ContainsOverload()}});
  registry.Add(ScalarFunction{"map_extract_value",
                              {"element_at"},
                              "list",
                              "Returns the value of a key in a map, NULL when there is none.",
                              {},
                              NeverFails(),
                              {MapExtractOverload()}});
  registry.Add(ScalarFunction{"cardinality",
                              {},
                              "list",
                              "Counts the entries of a map.",
                              {},
                              NeverFails(),
                              {LengthOverload(TypeId::kMap)}});
  registry.Add(ScalarFunction{"length",
                              {"array_length", "list_length"},
                              "list",
                              "",
                              {{"length([1, 2])", "2"}},
                              NeverFails(),
                              {LengthOverload(TypeId::kList)}});
}

}  // namespace lakebolt
