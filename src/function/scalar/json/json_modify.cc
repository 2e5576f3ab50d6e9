// json_set, json_insert, json_replace and json_remove: JSON with something changed at a path.

#include "base/error.h"
#include "function/scalar/family.h"
#include "function/scalar/json/json_function.h"
#include "types/json/json_edit.h"

namespace lakebolt {

namespace {

JsonPath PathOf(std::string_view text) {
  JsonPath path = JsonPath::Parse(text);
  for (const JsonPath::Step& step : path.steps()) {
    if (step.kind == JsonPath::StepKind::kMember && step.name.empty()) {
      throw UserError(ErrorCode::kInvalidArgument, "a path to a change in JSON has an empty name");
    }
  }
  if (!path.HasWildcard()) return path;
  throw UserError(ErrorCode::kInvalidArgument, "a path to a change in JSON has no wildcards");
}

Vector Modify(JsonEdit edit, std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> texts(args[0]);
  const VectorReader<StringView> paths(args[1]);
  JsonColumn out(JsonType(), rows.size);
  JsonDocument document;
  JsonDocument value;
  std::string text;
  std::string value_text;
  rows.ForEach([&](uint32_t row) {
    if (texts.IsNull(row) || paths.IsNull(row)) return;
    value_text.clear();
    if (args.size() > 2) {
      const VectorReader<StringView> values(args[2]);
      if (values.IsNull(row)) return;
      RequireJson(value, values[row].view());
      value.Write(0, value_text);
    }
    RequireJson(document, texts[row].view());
    text.clear();
    if (!WriteEdited(document, PathOf(paths[row].view()), edit, value_text, text)) return;
    out.At(row);
    out.Text(text);
  });
  return out.Finish();
}

ScalarOverload ModifyOverload(JsonEdit edit) {
  ScalarOverload overload;
  overload.parameters.assign(edit == JsonEdit::kRemove ? 2 : 3, TypeId::kVarchar);
  overload.result = JsonType();
  overload.kernel = [edit](std::span<const Vector> args, RowSet rows) {
    return Modify(edit, args, rows);
  };
  return overload;
}

}  // namespace

void RegisterJsonModify(FunctionRegistry& registry) {
  FunctionTraits traits;
  traits.nulls = NullHandling::kSpecial;
  Family family(registry, "json");
  family.Add({"json_set"}, "Puts a JSON value at a path, in the place of what is there or anew.",
             {{"json_set('{\"a\":1}', '$.b', '5')", "{\"a\":1,\"b\":5}"}},
             {ModifyOverload(JsonEdit::kSet)}, traits);
  family.Add({"json_insert"}, "Puts a JSON value at a path where nothing is yet.",
             {{"json_insert('{\"a\":1}', '$.a', '5')", "{\"a\":1}"}},
             {ModifyOverload(JsonEdit::kInsert)}, traits);
  family.Add({"json_replace"}, "Puts a JSON value in the place of what is at a path.",
             {{"json_replace('{\"a\":1}', '$.a', '5')", "{\"a\":5}"}},
             {ModifyOverload(JsonEdit::kReplace)}, traits);
  family.Add({"json_remove"}, "Returns JSON without what is at a path.",
             {{"json_remove('{\"a\":1,\"b\":2}', '$.a')", "{\"b\":2}"}},
             {ModifyOverload(JsonEdit::kRemove)}, traits);
}

}  // namespace lakebolt
