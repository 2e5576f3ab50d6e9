// Functions that tell what JSON holds: types, keys, lengths, structure.

#include "function/scalar/json/json_function.h"
#include "function/scalar_adapter.h"
#include "types/json/json_shape.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;
const LogicalType kBool = TypeId::kBoolean;

void EmitType(const JsonDocument& document, uint32_t id, JsonColumn& out) {
  out.Text(JsonTypeName(document.node(id).kind));
}

void EmitLength(const JsonDocument& document, uint32_t id, JsonColumn& out) {
  const JsonNode& node = document.node(id);
  out.Number(node.kind == JsonKind::kArray ? node.count : 0);
}

/// Tells whether `a` contains `b`: equals it, or holds it anywhere within; objects and arrays of
/// `b` need only be part of those of `a`.
bool Contains(const JsonDocument& a, uint32_t in, const JsonDocument& b, uint32_t what);

bool SameScalar(const JsonDocument& a, uint32_t in, const JsonDocument& b, uint32_t what) {
  const JsonNode& x = a.node(in);
  const JsonNode& y = b.node(what);
  if (x.kind != y.kind) return false;
  switch (x.kind) {
    case JsonKind::kUnsigned:
    case JsonKind::kSigned: return x.unsigned_value == y.unsigned_value;
    case JsonKind::kDouble: return x.double_value == y.double_value;
    case JsonKind::kBigNumber:
    case JsonKind::kString: return x.view() == y.view();
    default: return true;
  }
}

/// Tells whether `b` is part of `a` at this very place.
bool Covers(const JsonDocument& a, uint32_t in, const JsonDocument& b, uint32_t what) {
  const JsonNode& x = a.node(in);
  const JsonNode& y = b.node(what);
  if (x.kind != y.kind) return false;
  bool all = true;
  if (y.kind == JsonKind::kObject) {
    b.ForEachMember(what, [&](const JsonNode& key, uint32_t value) {
      const auto member = a.Member(in, key.view());
      all = all && member && Covers(a, *member, b, value);
    });
    return all;
  }
  if (y.kind == JsonKind::kArray) {
    b.ForEachElement(what, [&](uint32_t wanted) {
      bool any = false;
      a.ForEachElement(in, [&](uint32_t element) { any = any || Covers(a, element, b, wanted); });
      all = all && any;
    });
    return all;
  }
  return SameScalar(a, in, b, what);
}

bool Contains(const JsonDocument& a, uint32_t in, const JsonDocument& b, uint32_t what) {
  if (Covers(a, in, b, what)) return true;
  bool any = false;
  const JsonNode& node = a.node(in);
  if (node.kind == JsonKind::kObject) {
    a.ForEachMember(
        in, [&](const JsonNode&, uint32_t value) { any = any || Contains(a, value, b, what); });
  } else if (node.kind == JsonKind::kArray) {
    a.ForEachElement(in, [&](uint32_t value) { any = any || Contains(a, value, b, what); });
  }
  return any;
}

ScalarOverload ContainsOverload() {
  ScalarOverload overload;
  overload.parameters = {kText, kText};
  overload.result = kBool;
  overload.kernel = [](std::span<const Vector> args, RowSet rows) {
    JsonDocument haystack;
    JsonDocument needle;
    const auto contains = [&](const StringView& in, const StringView& what) {
      RequireJson(haystack, in.view());
      RequireJson(needle, what.view());
      return Contains(haystack, 0, needle, 0);
    };
    return MakeKernel<StringView, StringView>(kBool, contains)(args, rows);
  };
  return overload;
}

ScalarOverload ValidOverload() {
  ScalarOverload overload;
  overload.parameters = {kText};
  overload.result = kBool;
  overload.kernel = [](std::span<const Vector> args, RowSet rows) {
    JsonDocument document;
    return MakeKernel<StringView>(
        kBool, [&](const StringView& text) { return document.Parse(text.view()); })(args, rows);
  };
  return overload;
}

/// Makes json_keys: a list of an object's keys; empty for other values.
ScalarOverload KeysOverload(bool with_path) {
  ScalarOverload overload;
  overload.parameters = with_path ? std::vector{kText, kText} : std::vector{kText};
  overload.result = LogicalType::List(kText);
  overload.kernel = [=](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> texts(args[0]);
    JsonColumn keys(kText, 0);
    std::vector<ListEntry> entries(rows.size);
    std::vector<uint8_t> valid(rows.size, 0);
    JsonDocument document;
    rows.ForEach([&](uint32_t row) {
      if (texts.IsNull(row)) return;
      RequireJson(document, texts[row].view());
      std::optional<uint32_t> id = 0;
      if (with_path) {
        const VectorReader<StringView> paths(args[1]);
        if (paths.IsNull(row)) return;
        id = JsonPath::Parse(paths[row].view()).Find(document);
      }
      if (!id) return;
      valid[row] = 1;
      entries[row].offset = keys.size();
      if (document.node(*id).kind == JsonKind::kObject) {
        document.ForEachMember(*id, [&](const JsonNode& key, uint32_t) {
          keys.Append();
          keys.Text(key.view());
        });
      }
      entries[row].length = keys.size() - entries[row].offset;
    });
    return FinishJsonList(keys, kText, entries, valid);
  };
  return overload;
}

/// Returns the keys of what each path names as a list of lists; NULL where it names nothing.
Value KeyLists(const JsonDocument& document, const std::vector<JsonPath>& paths) {
  const LogicalType list = LogicalType::List(kText);
  std::vector<Value> lists;
  std::vector<uint32_t> found;
  for (const JsonPath& path : paths) {
    found.clear();
    if (path.HasWildcard()) {
      path.FindAll(document, 0, found);
    } else if (const auto id = path.Find(document)) {
      found.push_back(*id);
    } else {
      lists.emplace_back(list);
    }
    for (const uint32_t id : found) {
      std::vector<Value> keys;
      if (document.node(id).kind == JsonKind::kObject) {
        document.ForEachMember(id, [&](const JsonNode& key, uint32_t) {
          keys.push_back(Value::Varchar(std::string(key.view())));
        });
      }
      lists.push_back(Value::Nested(list, std::move(keys)));
    }
  }
  return Value::Nested(LogicalType::List(list), std::move(lists));
}

/// Makes json_keys of a constant list of paths, or of a constant path with wildcards.
ScalarOverload KeyListsOverload() {
  ScalarOverload overload;
  overload.parameters = {kText, LogicalType::List(kText)};
  overload.bind_constants =
      [](const std::vector<LogicalType>& actual,
         std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != 2 || constants[1] == nullptr || constants[1]->IsNull()) {
      return std::nullopt;
    }
    std::vector<JsonPath> paths;
    if (actual[1].id() == TypeId::kList) {
      for (const Value& part : constants[1]->parts()) {
        if (part.IsNull() || part.type().id() != TypeId::kVarchar) return std::nullopt;
        paths.push_back(JsonPath::Parse(part.string()));
      }
    } else if (actual[1].id() == TypeId::kVarchar) {
      paths.push_back(JsonPath::Parse(constants[1]->string()));
      if (!paths[0].HasWildcard()) return std::nullopt;
    } else {
      return std::nullopt;
    }
    BoundScalar bound;
    bound.arguments = {kText, actual[1]};
    bound.result = LogicalType::List(LogicalType::List(kText));
    bound.kernel = [paths, type = bound.result](std::span<const Vector> args, RowSet rows) {
      const VectorReader<StringView> texts(args[0]);
      Vector out(type, rows.size);
      JsonDocument document;
      rows.ForEach([&](uint32_t row) {
        if (texts.IsNull(row)) return;
        RequireJson(document, texts[row].view());
        out.SetValue(row, KeyLists(document, paths));
      });
      return out;
    };
    return bound;
  };
  return overload;
}

void EmitStructure(const JsonDocument& document, uint32_t id, JsonColumn& out) {
  JsonShape shape;
  shape.Add(document, id);
  out.scratch().clear();
  shape.Write(out.scratch());
  out.Text(out.scratch());
}

void EmitPretty(const JsonDocument& document, uint32_t id, JsonColumn& out) {
  out.scratch().clear();
  document.WritePretty(id, out.scratch());
  out.Text(out.scratch());
}

/// Adds a function of (json [, path]).
void Add(FunctionRegistry& registry, const char* name, const char* description,
         FunctionExample example, const LogicalType& result, JsonEmit emit) {
  registry.Add(ScalarFunction{name,
                              {},
                              "json",
                              description,
                              {std::move(example)},
                              {},
                              JsonPathOverloads(result, true, std::move(emit))});
}

/// Adds a function of (json).
void AddOfWhole(FunctionRegistry& registry, const char* name, const char* description,
                FunctionExample example, const LogicalType& result, JsonEmit emit) {
  auto overloads = JsonPathOverloads(result, true, std::move(emit));
  overloads.resize(1);
  registry.Add(ScalarFunction{
      name, {}, "json", description, {std::move(example)}, {}, std::move(overloads)});
}

}  // namespace

void RegisterJsonInspect(FunctionRegistry& registry) {
  Add(registry, "json_type", "Returns the type of a JSON value, or of that at a path.",
      {"json_type('{\"a\":[]}', '$.a')", "ARRAY"}, kText, EmitType);
  Add(registry, "json_array_length", "Returns the number of elements of an array, 0 for others.",
      {"json_array_length('[1,2,3]')", "3"}, TypeId::kUInt64, EmitLength);
  auto exists = JsonPathOverloads(
      kBool, false, [](const JsonDocument&, uint32_t, JsonColumn& out) { out.Number(1); },
      [](JsonColumn& out) { out.Number(0); });
  registry.Add(ScalarFunction{"json_exists",
                              {},
                              "json",
                              "Tells whether there is a value at a path.",
                              {{"json_exists('{\"a\":null}', '$.a')", "true"}},
                              {},
                              std::move(exists)});
  registry.Add(
      ScalarFunction{"json_keys",
                     {"json_object_keys"},
                     "json",
                     "Returns the keys of an object, or of that at a path.",
                     {{"json_keys('{\"a\":1,\"b\":2}')", "[a, b]"}},
                     {},
                     {KeyListsOverload(), OfTextOrList(KeysOverload(false)), KeysOverload(true)}});
  registry.Add(ScalarFunction{"json_valid",
                              {},
                              "json",
                              "Tells whether a text is JSON.",
                              {{"json_valid('{')", "false"}},
                              {},
                              {ValidOverload()}});
  registry.Add(ScalarFunction{"json_contains",
                              {},
                              "json",
                              "Tells whether the first JSON value holds the second.",
                              {{"json_contains('{\"a\":[1,2]}', '2')", "true"}},
                              {},
                              {ContainsOverload()}});
  AddOfWhole(registry, "json_structure", "Returns the types within a JSON value, as JSON.",
             {"json_structure('{\"a\":[1,2.5]}')", "{\"a\":[\"DOUBLE\"]}"}, JsonType(),
             EmitStructure);
  AddOfWhole(registry, "json_pretty", "Prints JSON over several lines.",
             {"replace(json_pretty('[1]'), chr(10), '')", "[    1]"}, kText, EmitPretty);
}

}  // namespace lakebolt
