// Functions of VARIANT: its type, its parts, reading it from JSON.

#include "base/error.h"
#include "function/cast.h"
#include "function/cast/json_value.h"
#include "function/ddl_type.h"
#include "function/scalar/json/json_function.h"
#include "function/scalar_adapter.h"
#include "types/json/json_document.h"
#include "types/variant/variant_decode.h"
#include "types/variant/variant_encode.h"
#include "types/variant/variant_path.h"
#include "types/variant/variant_schema.h"

namespace lakebolt {

namespace {

const LogicalType kVariant = TypeId::kVariant;
const LogicalType kText = TypeId::kVarchar;

using StringResult = std::optional<StringView>;

/// Takes the member of an object; NULL of what is none.
StringResult ExtractByKey(StringHeap& heap, const StringView& blob, const StringView& key) {
  const auto found = VariantView(blob.view()).Member(key.view());
  if (!found) return std::nullopt;
  return heap.Add(found->Blob());
}

StringResult ExtractByPath(StringHeap& heap, const StringView& blob, const StringView& path) {
  const auto found = VariantPath::Parse(path.view()).Find(VariantView(blob.view()));
  if (!found) return std::nullopt;
  return heap.Add(found->Blob());
}

/// Takes an element, counted from 1.
StringResult ExtractByIndex(StringHeap& heap, const StringView& blob, int64_t index) {
  const VariantView variant(blob.view());
  if (variant.shape() != VariantShape::kArray || index < 1 || index > variant.size()) {
    return std::nullopt;
  }
  return heap.Add(variant.Part(static_cast<uint32_t>(index - 1)).Blob());
}

/// Binds variant_get(v, path, 'type').
ScalarOverload GetOverload(CastMode mode) {
  ScalarOverload overload;
  overload.parameters = {kVariant, kText, kText};
  overload.bind_constants =
      [=](const std::vector<LogicalType>& actual,
          std::span<const Value* const> constants) -> std::optional<BoundScalar> {
    if (actual.size() != 3 || constants[2] == nullptr || constants[2]->IsNull()) {
      return std::nullopt;
    }
    BoundScalar bound;
    bound.arguments = {kVariant, kText, kText};
    bound.result = TypeOfDdl(constants[2]->string());
    bound.kernel = [=, type = bound.result](std::span<const Vector> args, RowSet rows) {
      const Vector found =
          MakeKernel<StringView, StringView>(kVariant, ExtractByPath)(args.subspan(0, 2), rows);
      return CastVector(found, type, rows, mode);
    };
    return bound;
  };
  return overload;
}

StringView ParseToVariant(StringHeap& heap, const StringView& text) {
  JsonDocument document;
  JsonError error;
  if (!document.Parse(text.view(), &error)) {
    throw UserError(ErrorCode::kInvalidArgument,
                    "malformed JSON at byte " + std::to_string(error.offset) + ": " + error.reason);
  }
  return heap.Add(EncodeVariant(PlainValueOfJson(document, 0)));
}

StringResult TryParseToVariant(StringHeap& heap, const StringView& text) {
  JsonDocument document;
  if (!document.Parse(text.view())) return std::nullopt;
  return heap.Add(EncodeVariant(PlainValueOfJson(document, 0)));
}

void Add(FunctionRegistry& registry, const char* name, std::vector<std::string> aliases,
         const char* description, FunctionExample example, std::vector<ScalarOverload> overloads) {
  registry.Add(ScalarFunction{name,
                              std::move(aliases),
                              "variant",
                              description,
                              {std::move(example)},
                              {},
                              std::move(overloads)});
}

void RegisterVariantGets(FunctionRegistry& registry) {
  Add(registry, "variant_extract", {"element_of_variant"},
      "Returns the member of a VARIANT that is an object, or an array's element counted from 1.",
      {"variant_extract({'a': 2}::VARIANT, 'a')::VARCHAR", "2"},
      {MakeOverload<StringView, StringView>({kVariant, kText}, kVariant, ExtractByKey),
       MakeOverload<StringView, int64_t>({kVariant, TypeId::kInt64}, kVariant, ExtractByIndex)});
  Add(registry, "variant_get", {}, "Returns the part of a VARIANT at a path as a type.",
      {"variant_get(parse_json('{\"a\":5}'), '$.a', 'int')", "5"},
      {GetOverload(CastMode::kStrict),
       MakeOverload<StringView, StringView>({kVariant, kText}, kVariant, ExtractByPath)});
  Add(registry, "try_variant_get", {},
      "Returns the part of a VARIANT at a path as a type; NULL where it does not fit.",
      {"try_variant_get(parse_json('{\"a\":\"x\"}'), '$.a', 'int')", "NULL"},
      {GetOverload(CastMode::kTry),
       MakeOverload<StringView, StringView>({kVariant, kText}, kVariant, ExtractByPath)});
}

}  // namespace

std::string VariantTypeName(const VariantView& variant) {
  if (variant.shape() == VariantShape::kArray) {
    return "ARRAY(" + std::to_string(variant.size()) + ")";
  }
  if (variant.shape() == VariantShape::kObject) {
    std::string out = "OBJECT(";
    for (uint32_t i = 0; i < variant.size(); ++i) {
      if (i > 0) out += ", ";
      out += variant.Key(i);
    }
    return out + ")";
  }
  switch (variant.primitive()) {
    case VariantPrimitive::kNull: return "VARIANT_NULL";
    case VariantPrimitive::kTrue: return "BOOL_TRUE";
    case VariantPrimitive::kFalse: return "BOOL_FALSE";
    case VariantPrimitive::kInt8: return "INT8";
    case VariantPrimitive::kInt16: return "INT16";
    case VariantPrimitive::kInt32: return "INT32";
    case VariantPrimitive::kInt64: return "INT64";
    case VariantPrimitive::kBinary: return "BLOB";
    case VariantPrimitive::kDecimal4:
    case VariantPrimitive::kDecimal8:
    case VariantPrimitive::kDecimal16: {
      const LogicalType type = DecodeVariant(variant).type();
      return "DECIMAL(" + std::to_string(type.precision()) + ", " + std::to_string(type.scale()) +
             ")";
    }
    default: return DecodeVariant(variant).type().ToString();
  }
}

void RegisterVariant(FunctionRegistry& registry) {
  RegisterVariantGets(registry);
  RegisterVariantParts(registry);
  Add(registry, "variant_typeof", {}, "Returns the type of the value in a VARIANT.",
      {"variant_typeof([1, 2]::VARIANT)", "ARRAY(2)"},
      {MakeOverload<StringView>({kVariant}, kText, [](StringHeap& heap, const StringView& blob) {
        return heap.Add(VariantTypeName(VariantView(blob.view())));
      })});
  Add(registry, "schema_of_variant", {}, "Returns the type of a VARIANT in Spark's words.",
      {"schema_of_variant(parse_json('{\"a\":[1]}'))", "OBJECT<a: ARRAY<BIGINT>>"},
      {MakeOverload<StringView>({kVariant}, kText, [](StringHeap& heap, const StringView& blob) {
        return heap.Add(VariantSchema(VariantView(blob.view())).ToString());
      })});
  Add(registry, "is_variant_null", {}, "Tells whether a VARIANT holds a null of JSON.",
      {"is_variant_null(parse_json('null'))", "true"},
      {MakeOverload<StringView>({kVariant}, TypeId::kBoolean, [](const StringView& blob) {
        return VariantView(blob.view()).IsNull();
      })});
  Add(registry, "parse_json", {}, "Reads JSON as a VARIANT.",
      {"parse_json('{\"a\": 1}')::VARCHAR", "{'a': 1}"},
      {MakeOverload<StringView>({kText}, kVariant, ParseToVariant)});
  Add(registry, "try_parse_json", {}, "Reads JSON as a VARIANT; NULL where the text is none.",
      {"try_parse_json('{')::VARCHAR", "NULL"},
      {MakeOverload<StringView>({kText}, kVariant, TryParseToVariant)});
}

}  // namespace lakebolt
