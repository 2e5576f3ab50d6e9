// VARIANTs changed, and made, as Spark does.

#include "base/error.h"
#include "function/cast.h"
#include "function/cast/json_value.h"
#include "function/scalar/family.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/scalar_adapter.h"
#include "function/spark/families.h"
#include "types/decimal.h"
#include "types/json/json_document.h"
#include "types/variant/variant_decode.h"
#include "types/variant/variant_edit.h"
#include "types/variant/variant_encode.h"

namespace lakebolt {

namespace {

const LogicalType kVariant = TypeId::kVariant;
const LogicalType kText = TypeId::kVarchar;

/// Remembers the path of the last row.
class VariantPathCache {
 public:
  const VariantPath& Get(std::string_view text) {
    if (!path_ || text != text_) {
      path_ = VariantPath::Parse(text);
      text_ = text;
    }
    return *path_;
  }

 private:
  std::string text_;
  std::optional<VariantPath> path_;
};

/// Makes the kernel that stores what `compute(row)` returns; with `tries`, NULL where it fails.
template <typename Compute>
Vector BlobRows(RowSet rows, bool tries, const Compute& compute) {
  Vector out(kVariant, rows.size);
  auto heap = std::make_shared<StringHeap>();
  rows.ForEach([&](uint32_t row) {
    try {
      out.mutable_values<StringView>()[row] = heap->Add(compute(row));
    } catch (const UserError&) {
      if (!tries) throw;
      out.SetNull(row);
    }
  });
  out.AddOwner(std::move(heap));
  return out;
}

/// Binds (variant, path, value): the value may be of any type, which becomes a VARIANT.
ScalarOverload EditOverload(VariantEdit edit, bool tries, bool with_flag) {
  Types parameters = {kVariant, kText, TypeId::kNull};
  if (with_flag) parameters.push_back(TypeId::kBoolean);
  return MakeBinding(parameters, [=](const Types& actual) -> std::optional<BoundScalar> {
    if (!CanCast(actual[2], kVariant)) return std::nullopt;
    Types arguments = {kVariant, kText, actual[2]};
    if (with_flag) arguments.push_back(TypeId::kBoolean);
    const auto kernel = [=](std::span<const Vector> args, RowSet rows) {
      const VectorReader<StringView> blobs(args[0]);
      const VectorReader<StringView> paths(args[1]);
      const Vector added = CastVector(args[2], kVariant, rows, CastMode::kStrict);
      const VectorReader<StringView> values(added);
      VariantPathCache cache;
      return BlobRows(rows, tries, [&](uint32_t row) {
        const bool creates = !with_flag || VectorReader<uint8_t>(args[3])[row] != 0;
        return EditVariant(VariantView(blobs[row].view()), cache.Get(paths[row].view()),
                           creates ? edit : VariantEdit::kReplace, values[row].str());
      });
    };
    return MakeBound(std::move(arguments), kVariant, kernel, true);
  });
}

/// variant_delete(variant, path, …): one path after the other; NULLs among them do nothing.
ScalarOverload DeleteOverload() {
  return MakeVariadicBinding(
      {kVariant, kText}, [](const Types& actual) -> std::optional<BoundScalar> {
        if (actual.size() < 2) return std::nullopt;
        Types arguments(actual.size(), kText);
        arguments[0] = kVariant;
        const auto kernel = [](std::span<const Vector> args, RowSet rows) {
          const VectorReader<StringView> blobs(args[0]);
          std::vector<VectorReader<StringView>> paths;
          for (const Vector& arg : args.subspan(1)) paths.emplace_back(arg);
          Vector out = BlobRows(rows, false, [&](uint32_t row) {
            if (blobs.IsNull(row)) return std::string();
            std::string blob = blobs[row].str();
            for (const auto& path : paths) {
              if (path.IsNull(row)) continue;
              blob = DeleteFromVariant(VariantView(blob), VariantPath::Parse(path[row].view()));
            }
            return blob;
          });
          rows.ForEach([&](uint32_t row) {
            if (blobs.IsNull(row)) out.SetNull(row);
          });
          return out;
        };
        return MakeBound(std::move(arguments), kVariant, kernel, true);
      });
}

ScalarOverload StripOverload(bool with_flag) {
  ScalarOverload overload;
  overload.parameters = {kVariant};
  if (with_flag) overload.parameters.push_back(TypeId::kBoolean);
  overload.result = kVariant;
  overload.kernel = [=](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> blobs(args[0]);
    return BlobRows(rows, false, [&](uint32_t row) {
      const bool in_arrays = !with_flag || VectorReader<uint8_t>(args[1])[row] != 0;
      return StripVariantNulls(VariantView(blobs[row].view()), in_arrays);
    });
  };
  return overload;
}

/// Reads JSON as Spark does: numbers with a point are decimals where 38 digits hold them.
Value SparkValueOfJson(const JsonDocument& document, uint32_t id) {
  const JsonNode& node = document.node(id);
  std::vector<Value> parts;
  std::vector<Field> fields;
  const auto variant = [&](uint32_t part) {
    return Value::String(TypeId::kVariant, EncodeVariant(SparkValueOfJson(document, part)));
  };
  switch (node.kind) {
    case JsonKind::kDouble:
    case JsonKind::kBigNumber: {
      std::string text;
      document.Write(id, text);
      const size_t point = text.find('.');
      const size_t digits = text.size() - (text[0] == '-' ? 1 : 0) - (point < text.size() ? 1 : 0);
      if (text.find_first_not_of("-.0123456789") != std::string::npos ||
          digits > static_cast<size_t>(kMaxDecimal128Precision)) {
        return CastValue(Value::Varchar(text), TypeId::kFloat64);
      }
      const int scale = point < text.size() ? static_cast<int>(text.size() - point - 1) : 0;
      const int precision = std::max(static_cast<int>(digits), scale);
      return CastValue(Value::Varchar(text), LogicalType::Decimal(precision, scale));
    }
    case JsonKind::kArray:
      document.ForEachElement(id, [&](uint32_t element) { parts.push_back(variant(element)); });
      return Value::Nested(LogicalType::List(kVariant), std::move(parts));
    case JsonKind::kObject:
      document.ForEachMember(id, [&](const JsonNode& key, uint32_t value) {
        fields.push_back({std::string(key.view()), TypeId::kVariant});
        parts.push_back(variant(value));
      });
      return Value::Nested(LogicalType::Struct(std::move(fields)), std::move(parts));
    default: return PlainValueOfJson(document, id);
  }
}

std::optional<StringView> ParseJson(StringHeap& heap, const StringView& text, bool tries) {
  JsonDocument document;
  JsonError error;
  if (document.Parse(text.view(), &error)) {
    return heap.Add(EncodeVariant(SparkValueOfJson(document, 0)));
  }
  if (tries) return std::nullopt;
  throw UserError(ErrorCode::kInvalidArgument,
                  "malformed JSON at byte " + std::to_string(error.offset) + ": " + error.reason,
                  {}, "try_parse_json gives NULL then");
}

ScalarOverload ParseOverload(bool tries) {
  return MakeOverload<StringView>(
      {kText}, kVariant,
      [tries](StringHeap& heap, const StringView& text) { return ParseJson(heap, text, tries); });
}

/// Binds f(x) to a cast to VARIANT of a struct, map or array.
std::optional<BoundScalar> BindToVariant(const Types& actual) {
  if (!actual[0].IsNested() || !CanCast(actual[0], kVariant)) return std::nullopt;
  return MakeBound(
      actual, kVariant,
      [](std::span<const Vector> args, RowSet rows) {
        return CastVector(args[0], kVariant, rows, CastMode::kStrict);
      },
      true);
}

/// Looks through a whole variant; throws where it is damaged.
void CheckVariant(const VariantView& variant) {
  if (variant.shape() < VariantShape::kObject) {
    DecodeVariant(variant);
    return;
  }
  for (uint32_t i = 0; i < variant.size(); ++i) {
    if (variant.shape() == VariantShape::kObject) variant.Key(i);
    CheckVariant(variant.Part(i));
  }
}

bool IsValid(const StringView& blob) {
  try {
    CheckVariant(VariantView(blob.view()));
  } catch (const UserError&) {
    return false;
  }
  return true;
}

/// Lists the members or elements of a variant with their places and keys.
ScalarOverload EntriesOverload() {
  const LogicalType entry = LogicalType::Struct(
      {{"pos", TypeId::kInt32}, {"key", TypeId::kVarchar}, {"value", TypeId::kVariant}});
  const LogicalType list = LogicalType::List(entry);
  ScalarOverload overload;
  overload.parameters = {kVariant};
  overload.result = list;
  overload.kernel = [=](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> blobs(args[0]);
    Vector out(list, rows.size);
    rows.ForEach([&](uint32_t row) {
      const VariantView variant(blobs[row].view());
      std::vector<Value> entries;
      for (uint32_t i = 0; i < variant.size(); ++i) {
        Value key = variant.shape() == VariantShape::kObject
                        ? Value::Varchar(std::string(variant.Key(i)))
                        : Value(kText);
        entries.push_back(
            Value::Nested(entry, {Value::Int32(static_cast<int32_t>(i)), std::move(key),
                                  Value::String(kVariant, variant.Part(i).Blob())}));
      }
      out.SetValue(row, Value::Nested(list, std::move(entries)));
    });
    return out;
  };
  return overload;
}

void RegisterEdits(Family& all) {
  const auto add = [&](const std::string& name, const char* description, VariantEdit edit,
                       FunctionExample example, bool flag) {
    std::vector<ScalarOverload> strict = {EditOverload(edit, false, false)};
    std::vector<ScalarOverload> tries = {EditOverload(edit, true, false)};
    if (flag) strict.push_back(EditOverload(edit, false, true));
    if (flag) tries.push_back(EditOverload(edit, true, true));
    all.Add({"try_" + name}, std::string(description) + " NULL where the path does not fit.",
            {{"try_" + example.sql, example.result}}, std::move(tries));
    all.Add({name}, description, {std::move(example)}, std::move(strict));
  };
  add("variant_insert",
      "Adds a member to a VARIANT's object, or an element before another, at a path.",
      VariantEdit::kInsert,
      {"variant_insert('{\"a\":1}'::JSON::VARIANT, '$.b', 2)::JSON", "{\"a\":1,\"b\":2}"}, false);
  add("variant_set",
      "Puts a value at a path of a VARIANT, in the place of what is there; with FALSE behind, only "
      "where something is.",
      VariantEdit::kSet, {"variant_set('{\"a\":1}'::JSON::VARIANT, '$.a', 2)::JSON", "{\"a\":2}"},
      true);
  add("variant_array_append", "Adds an element behind the array at a path of a VARIANT.",
      VariantEdit::kAppend, {"variant_array_append('[1]'::JSON::VARIANT, '$', 2)::JSON", "[1,2]"},
      false);
}

}  // namespace

void RegisterSparkVariants(FunctionRegistry& registry) {
  Family all(registry, "variant");
  RegisterEdits(all);
  all.Add({"variant_delete"}, "Returns a VARIANT without what is at some paths.",
          {{"variant_delete('{\"a\":1,\"b\":2}'::JSON::VARIANT, '$.a')::JSON", "{\"b\":2}"}},
          {DeleteOverload()}, SeesNulls());
  all.Add(
      {"variant_strip_nulls"},
      "Returns a VARIANT without members that are null, and without such elements unless FALSE "
      "stands behind.",
      {{"variant_strip_nulls('{\"a\":null,\"b\":[1,null]}'::JSON::VARIANT)::JSON", "{\"b\":[1]}"}},
      {StripOverload(false), StripOverload(true)});
  all.Add({"to_variant_object"}, "Turns a struct, map or list into a VARIANT.",
          {{"to_variant_object({'a': 1})::JSON", "{\"a\":1}"}},
          {MakeBinding({TypeId::kNull}, BindToVariant)});
  all.Add({"is_valid_variant"}, "Tells whether the bytes of a VARIANT are in order.",
          {{"is_valid_variant(1::VARIANT)", "true"}},
          {MakeOverload<StringView>({kVariant}, TypeId::kBoolean, IsValid)});
  all.Add({"variant_entries"},
          "Lists the members or elements of a VARIANT with their places and keys; variant_explode "
          "makes rows of them.",
          {{"len(variant_entries([5, 6]::VARIANT))", "2"}}, {EntriesOverload()});
  Family spark(registry, "variant", "spark");
  spark.Add({"parse_json"}, "Reads JSON as a VARIANT; numbers with a point become decimals.",
            {{"schema_of_variant(parse_json('1.25'))", "DECIMAL(3,2)"}}, {ParseOverload(false)});
  spark.Add({"try_parse_json"}, "Reads JSON as a VARIANT; NULL where the text is none.",
            {{"try_parse_json('{')", "NULL"}}, {ParseOverload(true)});
  ScalarOverload is_null;
  is_null.parameters = {kVariant};
  is_null.result = TypeId::kBoolean;
  is_null.kernel = [](std::span<const Vector> args, RowSet rows) {
    const VectorReader<StringView> blobs(args[0]);
    Vector out(TypeId::kBoolean, rows.size);
    rows.ForEach([&](uint32_t row) {
      const bool null = !blobs.IsNull(row) && VariantView(blobs[row].view()).IsNull();
      out.mutable_values<uint8_t>()[row] = null ? 1 : 0;
    });
    return out;
  };
  spark.Add({"is_variant_null"},
            "Tells whether a VARIANT holds a null of JSON; NULL itself does not.",
            {{"is_variant_null(parse_json('null'))", "true"}}, {is_null}, SeesNulls());
}

}  // namespace lakebolt
