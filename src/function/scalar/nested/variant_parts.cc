// What a VARIANT holds at a key: its type, keys, length, text; and whether it holds a value
// somewhere.

#include <algorithm>

#include "base/error.h"
#include "function/scalar/json/json_function.h"
#include "function/scalar/nested/nested_overload.h"
#include "function/scalar_adapter.h"
#include "types/value_order.h"
#include "types/variant/variant_decode.h"

namespace lakebolt {

namespace {

const LogicalType kVariant = TypeId::kVariant;
const LogicalType kText = TypeId::kVarchar;
const LogicalType kCount = TypeId::kUInt64;

/// Makes the value of a function of what stands at a key, or of nothing.
using PartFunction = std::function<Value(const std::optional<VariantView>& part)>;

/// Finds the member of a key; the empty key stands for the whole.
std::optional<VariantView> PartAt(const VariantView& variant, std::string_view key) {
  return key.empty() ? variant : variant.Member(key);
}

/// Makes the overloads (variant) where `whole` says so, (variant, key) and (variant, [key, …]).
std::vector<ScalarOverload> PartOverloads(const LogicalType& result, bool whole,
                                          const PartFunction& function) {
  std::vector<ScalarOverload> overloads;
  const auto add = [&](Types parameters, LogicalType type, auto value_of) {
    ScalarOverload overload;
    overload.parameters = std::move(parameters);
    overload.result = type;
    overload.kernel = [type, value_of](std::span<const Vector> args, RowSet rows) {
      const VectorReader<StringView> blobs(args[0]);
      Vector out(type, rows.size);
      rows.ForEach([&](uint32_t row) {
        out.SetValue(row, value_of(VariantView(blobs[row].view()), args, row));
      });
      return out;
    };
    overloads.push_back(std::move(overload));
  };
  if (whole) {
    add({kVariant}, result,
        [function](const VariantView& variant, std::span<const Vector>, uint32_t) {
          return function(variant);
        });
  }
  add({kVariant, kText}, result,
      [function](const VariantView& variant, std::span<const Vector> args, uint32_t row) {
        return function(PartAt(variant, VectorReader<StringView>(args[1])[row].view()));
      });
  const LogicalType list = LogicalType::List(result);
  add({kVariant, LogicalType::List(kText)}, list,
      [function, list](const VariantView& variant, std::span<const Vector> args, uint32_t row) {
        std::vector<Value> parts;
        const Value keys = args[1].GetValue(row);
        for (const Value& key : keys.parts()) {
          if (key.IsNull()) {
            throw UserError(ErrorCode::kInvalidArgument, "a key into a VARIANT cannot be NULL");
          }
          parts.push_back(function(PartAt(variant, key.string())));
        }
        return Value::Nested(list, std::move(parts));
      });
  return overloads;
}

std::string TypeWord(const VariantView& variant) {
  if (variant.shape() == VariantShape::kArray) return "ARRAY";
  if (variant.shape() == VariantShape::kObject) return "OBJECT";
  std::string name = VariantTypeName(variant);
  return name.substr(0, name.find('('));
}

Value KeysOf(const std::optional<VariantView>& part) {
  const LogicalType list = LogicalType::List(kText);
  if (!part) return Value(list);
  std::vector<Value> keys;
  if (part->shape() == VariantShape::kObject) {
    for (uint32_t i = 0; i < part->size(); ++i) {
      keys.push_back(Value::Varchar(std::string(part->Key(i))));
    }
  }
  return Value::Nested(list, std::move(keys));
}

Value TextOf(const std::optional<VariantView>& part) {
  if (!part || part->IsNull()) return Value(kText);
  std::string text;
  if (part->shape() >= VariantShape::kObject) {
    AppendJsonOfVariant(*part, text);
  } else {
    text = DecodeVariant(*part).ToString();
  }
  return Value::Varchar(std::move(text));
}

bool SamePrimitive(const VariantView& a, const VariantView& b) {
  const Value x = DecodeVariant(a);
  const Value y = DecodeVariant(b);
  if (x.IsNull() || y.IsNull()) return x.IsNull() && y.IsNull();
  if (x.type() == y.type()) return Value::Compare(x, y) == 0;
  const auto common = CommonType(x.type(), y.type());
  const bool alike = (x.type().IsNumeric() && y.type().IsNumeric()) ||
                     (x.type().IsTemporal() && y.type().IsTemporal());
  if (!common || !alike) return false;
  const Value left = CastValue(x, *common, CastMode::kTry);
  const Value right = CastValue(y, *common, CastMode::kTry);
  return !left.IsNull() && !right.IsNull() && Value::Compare(left, right) == 0;
}

/// Tells whether `variant` has all that `wanted` has: the members, or the elements in any order.
bool Covers(const VariantView& variant, const VariantView& wanted) {
  const bool containers =
      variant.shape() >= VariantShape::kObject || wanted.shape() >= VariantShape::kObject;
  if (!containers) return SamePrimitive(variant, wanted);
  if (variant.shape() != wanted.shape()) return false;
  for (uint32_t i = 0; i < wanted.size(); ++i) {
    const VariantView part = wanted.Part(i);
    bool found = false;
    if (wanted.shape() == VariantShape::kObject) {
      const auto member = variant.Member(wanted.Key(i));
      found = member && Covers(*member, part);
    } else {
      for (uint32_t k = 0; k < variant.size() && !found; ++k) found = Covers(variant.Part(k), part);
    }
    if (!found) return false;
  }
  return true;
}

bool Contains(const VariantView& variant, const VariantView& wanted) {
  if (Covers(variant, wanted)) return true;
  for (uint32_t i = 0; i < variant.size(); ++i) {
    if (Contains(variant.Part(i), wanted)) return true;
  }
  return false;
}

void Add(FunctionRegistry& registry, const char* name, const char* description,
         FunctionExample example, std::vector<ScalarOverload> overloads) {
  registry.Add(ScalarFunction{
      name, {}, "variant", description, {std::move(example)}, {}, std::move(overloads)});
}

}  // namespace

void RegisterVariantParts(FunctionRegistry& registry) {
  Add(registry, "variant_type",
      "Returns the type of a VARIANT or of a member of it, without parameters.",
      {"variant_type({'a': [1, 2]}::VARIANT, 'a')", "ARRAY"},
      PartOverloads(kText, true, [](const std::optional<VariantView>& part) {
        return part ? Value::Varchar(TypeWord(*part)) : Value(kText);
      }));
  Add(registry, "variant_keys",
      "Returns the keys of a VARIANT's object, none of what is no object.",
      {"variant_keys({'a': 1, 'b': 2}::VARIANT)", "[a, b]"},
      PartOverloads(LogicalType::List(kText), true, KeysOf));
  Add(registry, "variant_array_length",
      "Counts the elements of a VARIANT's array, 0 of what is no array.",
      {"variant_array_length([1, 2]::VARIANT)", "2"},
      PartOverloads(kCount, true, [](const std::optional<VariantView>& part) {
        if (!part) return Value(kCount);
        const bool is_array = part->shape() == VariantShape::kArray;
        return Value::Integral(kCount, is_array ? part->size() : 0);
      }));
  Add(registry, "variant_exists", "Tells whether a VARIANT has a member.",
      {"variant_exists({'a': 1}::VARIANT, 'a')", "true"},
      PartOverloads(TypeId::kBoolean, false, [](const std::optional<VariantView>& part) {
        return Value::Boolean(part.has_value());
      }));
  Add(registry, "variant_extract_string", "Returns a member of a VARIANT as text.",
      {"variant_extract_string({'a': 'x'}::VARIANT, 'a')", "x"},
      PartOverloads(kText, false, TextOf));
  Add(registry, "variant_contains",
      "Tells whether a VARIANT has a value somewhere; an object or array with more than is asked "
      "for will do.",
      {"variant_contains({'a': [1, 2]}::VARIANT, 2::VARIANT)", "true"},
      {MakeOverload<StringView, StringView>(
          {kVariant, kVariant}, TypeId::kBoolean, [](const StringView& a, const StringView& b) {
            return Contains(VariantView(a.view()), VariantView(b.view()));
          })});
}

}  // namespace lakebolt
