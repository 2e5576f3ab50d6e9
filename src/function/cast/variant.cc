// Casts to and from VARIANT.

#include "function/cast/json_cast.h"
#include "function/cast/json_value.h"
#include "types/array_type.h"
#include "types/variant/variant_encode.h"

namespace lakebolt {

namespace {

Vector ValueToVariant(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const bool json = input.type().IsJson();
  Vector out(to, rows.size);
  out.SetValidity(input.validity_buffer());
  auto heap = std::make_shared<StringHeap>();
  auto* blobs = out.mutable_values<StringView>();
  JsonDocument document;
  bool owned = false;
  ForEachPolled(rows, [&](uint32_t row) {
    if (input.IsNull(row)) return;
    const Value value = input.GetValue(row);
    if (!json) {
      blobs[row] = heap->Add(EncodeVariant(value));
    } else if (document.Parse(value.string())) {
      blobs[row] = heap->Add(EncodeVariant(PlainValueOfJson(document, 0)));
    } else {
      if (mode == CastMode::kStrict) ThrowCastError(value, to);
      if (!owned) OwnValidity(out);
      owned = true;
      out.SetNull(row);
    }
  });
  out.AddOwner(std::move(heap));
  return out;
}

/// Turns a variant into a value of `to`, part for part.
Value ValueOfVariant(const VariantView& variant, const LogicalType& to, CastMode mode) {
  if (to.id() == TypeId::kVariant) return Value::String(to, variant.Blob());
  if (variant.IsNull()) return Value(to);
  const bool object = variant.shape() == VariantShape::kObject;
  std::vector<Value> parts;
  if (to.id() == TypeId::kStruct && object) {
    for (const Field& field : to.children()) {
      const auto member = variant.Member(field.name);
      parts.push_back(member ? ValueOfVariant(*member, field.type, mode) : Value(field.type));
    }
    return Value::Nested(to, std::move(parts));
  }
  if (to.id() == TypeId::kMap && object) {
    const LogicalType& entry = to.element();
    for (uint32_t i = 0; i < variant.size(); ++i) {
      std::vector<Value> pair;
      pair.push_back(
          CastValue(Value::Varchar(std::string(variant.Key(i))), entry.children()[0].type, mode));
      pair.push_back(ValueOfVariant(variant.Part(i), entry.children()[1].type, mode));
      parts.push_back(Value::Nested(entry, std::move(pair)));
    }
    return Value::Nested(to, std::move(parts));
  }
  const uint32_t size = ArraySize(to);
  if (to.id() == TypeId::kList && variant.shape() == VariantShape::kArray &&
      (size == 0 || variant.size() == size)) {
    for (uint32_t i = 0; i < variant.size(); ++i) {
      parts.push_back(ValueOfVariant(variant.Part(i), to.element(), mode));
    }
    return Value::Nested(to, std::move(parts));
  }
  const Value plain = DecodeVariant(variant);
  if (!to.IsNested() && !plain.type().IsNested() && CanCast(plain.type(), to)) {
    return CastValue(plain, to, mode);
  }
  if (mode == CastMode::kStrict) {
    std::string text;
    AppendJsonOfVariant(variant, text);
    ThrowCastError(Value::Varchar(text), to);
  }
  return Value(to);
}

Vector VariantToValue(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  Vector out(to, rows.size);
  const auto* blobs = input.values<StringView>();
  std::string text;
  ForEachPolled(rows, [&](uint32_t row) {
    if (input.IsNull(row)) return out.SetNull(row);
    const VariantView variant(blobs[row].view());
    if (to.id() != TypeId::kVarchar) {
      out.SetValue(row, ValueOfVariant(variant, to, mode));
      return;
    }
    if (variant.IsNull() && !to.IsJson()) return out.SetNull(row);
    text.clear();
    if (to.IsJson()) {
      AppendJsonOfVariant(variant, text);
    } else {
      text = DecodeVariant(variant).ToString();
    }
    out.SetValue(row, Value::String(to, text));
  });
  return out;
}

}  // namespace

CastKernel FindVariantCast(const LogicalType& from, const LogicalType& to) {
  if (to.id() == TypeId::kVariant) return ValueToVariant;
  return from.id() == TypeId::kVariant ? VariantToValue : nullptr;
}

}  // namespace lakebolt
