// Parts of JSON text, looked up as Hive and Spark do: NULL for what is not JSON.

#include "base/error.h"
#include "function/scalar/family.h"
#include "function/scalar/json/json_column.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/scalar_adapter.h"
#include "function/spark/families.h"
#include "types/json/json_path.h"

namespace lakebolt {

namespace {

const LogicalType kText = TypeId::kVarchar;

/// Remembers the path of the last row. One that cannot be read, or does not begin with $, is
/// nothing.
class SparkPathCache {
 public:
  const std::optional<JsonPath>& Get(std::string_view text) {
    if (known_ && text == text_) return path_;
    known_ = true;
    text_ = text;
    path_.reset();
    if (!text.starts_with('$')) return path_;
    try {
      path_ = JsonPath::Parse(text);
    } catch (const UserError&) {
      path_.reset();
    }
    return path_;
  }

 private:
  bool known_ = false;
  std::string text_;
  std::optional<JsonPath> path_;
};

/// Runs `emit(document, row, out)` for each row whose first argument is JSON.
template <typename Emit>
Vector EmitRows(const LogicalType& result, std::span<const Vector> args, RowSet rows,
                const Emit& emit) {
  const VectorReader<StringView> texts(args[0]);
  JsonColumn out(result, rows.size);
  JsonDocument document;
  rows.ForEach([&](uint32_t row) {
    if (texts.IsNull(row) || !document.Parse(texts[row].view())) return;
    out.At(row);
    emit(document, row, out);
  });
  return out.Finish();
}

Vector GetObject(std::span<const Vector> args, RowSet rows) {
  SparkPathCache paths;
  const VectorReader<StringView> wanted(args[1]);
  std::vector<uint32_t> found;
  return EmitRows(kText, args, rows, [&](JsonDocument& document, uint32_t row, JsonColumn& out) {
    if (wanted.IsNull(row)) return;
    const std::optional<JsonPath>& path = paths.Get(wanted[row].view());
    if (!path) return;
    if (!path->HasWildcard()) {
      if (const auto id = path->Find(document)) out.Plain(document, *id);
      return;
    }
    found.clear();
    path->FindAll(document, 0, found);
    if (found.empty()) return;
    std::string text = found.size() > 1 ? "[" : "";
    for (size_t i = 0; i < found.size(); ++i) {
      if (i > 0) text += ',';
      document.Write(found[i], text);
    }
    if (found.size() > 1) text += ']';
    out.Text(text);
  });
}

Vector TupleField(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> names(args[1]);
  return EmitRows(kText, args, rows, [&](JsonDocument& document, uint32_t row, JsonColumn& out) {
    if (names.IsNull(row) || document.node(0).kind != JsonKind::kObject) return;
    if (const auto id = document.Member(0, names[row].view())) out.Plain(document, *id);
  });
}

ScalarOverload TextsOverload(size_t count, const LogicalType& result, ScalarKernel kernel) {
  ScalarOverload overload;
  overload.parameters.assign(count, kText);
  overload.result = result;
  overload.kernel = std::move(kernel);
  return overload;
}

std::optional<int32_t> ArrayLength(const StringView& text) {
  JsonDocument document;
  if (!document.Parse(text.view()) || document.node(0).kind != JsonKind::kArray) {
    return std::nullopt;
  }
  return static_cast<int32_t>(document.node(0).count);
}

Vector ObjectKeys(std::span<const Vector> args, RowSet rows) {
  const VectorReader<StringView> texts(args[0]);
  JsonColumn keys(kText, 0);
  std::vector<ListEntry> entries(rows.size);
  std::vector<uint8_t> valid(rows.size, 0);
  JsonDocument document;
  rows.ForEach([&](uint32_t row) {
    if (texts.IsNull(row) || !document.Parse(texts[row].view())) return;
    if (document.node(0).kind != JsonKind::kObject) return;
    valid[row] = 1;
    entries[row].offset = keys.size();
    document.ForEachMember(0, [&](const JsonNode& key, uint32_t) {
      keys.Append();
      keys.Text(key.view());
    });
    entries[row].length = keys.size() - entries[row].offset;
  });
  return FinishJsonList(keys, kText, entries, valid);
}

}  // namespace

void RegisterSparkJsonLookup(FunctionRegistry& registry) {
  Family spark(registry, "json", "spark");
  spark.Add({"get_json_object"},
            "Returns the part of JSON at a path as text; several, at [*], as an array.",
            {{"get_json_object('[{\"a\":\"b\"},{\"a\":\"c\"}]', '$[*].a')", "[\"b\",\"c\"]"}},
            {TextsOverload(2, kText, GetObject)}, SeesNulls());
  spark.Add({"json_array_length"}, "Counts the elements of a JSON array; NULL for all else.",
            {{"json_array_length('[1,2')", "NULL"}},
            {MakeOverload<StringView>({kText}, TypeId::kInt32, ArrayLength)});
  spark.Add({"json_object_keys"}, "Returns the keys of a JSON object; NULL for all else.",
            {{"json_object_keys('{\"key\": \"value\"}')", "[key]"}},
            {TextsOverload(1, LogicalType::List(kText), ObjectKeys)}, SeesNulls());
  Family(registry, "json")
      .Add({"json_tuple_field"},
           "Returns a member of a JSON object as text, NULL for what is not JSON; json_tuple is "
           "made of it.",
           {{"json_tuple_field('{\"a\":1}', 'a')", "1"}}, {TextsOverload(2, kText, TupleField)},
           SeesNulls());
}

}  // namespace lakebolt
