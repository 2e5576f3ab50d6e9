// json_extract and its like: values within JSON by their path.

#include "base/error.h"
#include "function/scalar/json/json_function.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

void EmitJson(const JsonDocument& document, uint32_t id, JsonColumn& out) {
  out.Json(document, id);
}

void EmitString(const JsonDocument& document, uint32_t id, JsonColumn& out) {
  out.Plain(document, id);
}

/// Gives what is neither object nor array.
void EmitScalar(const JsonDocument& document, uint32_t id, JsonColumn& out) {
  const JsonNode& node = document.node(id);
  if (!node.IsContainer() && node.kind != JsonKind::kNull) out.Json(document, id);
}

void Add(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
         const char* description, FunctionExample example, const LogicalType& result,
         JsonEmit emit) {
  registry.Add(ScalarFunction{name,
                              std::move(aliases),
                              "json",
                              description,
                              {std::move(example)},
                              {},
                              JsonPathOverloads(result, false, std::move(emit))});
}

/// Reads a text and gives it without blanks.
ScalarOverload Minify() {
  ScalarOverload overload;
  overload.parameters = {kText};
  overload.result = JsonType();
  overload.kernel = [](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> texts(args[0]);
    JsonColumn out(JsonType(), rows.size);
    JsonDocument document;
    rows.ForEach([&](uint32_t row) {
      if (texts.IsNull(row)) return;
      RequireJson(document, texts[row].view());
      out.At(row);
      out.Json(document, 0);
    });
    return out.Finish();
  };
  return overload;
}

}  // namespace

void RegisterJsonExtract(FunctionRegistry& registry) {
  Add(registry, "json_extract", {"json_extract_path", "->"},
      "Returns the JSON value at a path ($.a[0].b, /a/0/b, a name or an index); json -> path is "
      "the "
      "same. A list of paths, or a path with wildcards, gives a list.",
      {"json_extract('{\"a\":[1,2]}', '$.a[1]')", "2"}, JsonType(), EmitJson);
  Add(registry, "json_extract_string", {"json_extract_path_text", "->>", "get_json_object"},
      "Returns the value at a path as text; json ->> path is the same.",
      {"json_extract_string('{\"a\":\"x\"}', '$.a')", "x"}, kText, EmitString);
  Add(registry, "json_value", {},
      "Returns the value at a path as JSON; NULL for objects and arrays.",
      {"json_value('{\"a\":\"x\"}', '$.a')", "\"x\""}, kText, EmitScalar);
  registry.Add(ScalarFunction{"json",
                              {},
                              "json",
                              "Checks that a text is JSON and takes blanks out.",
                              {{"json('{ \"a\" : 1.50 }')", "{\"a\":1.5}"}},
                              {},
                              {OfTextOrList(Minify())}});
}

}  // namespace lakebolt
