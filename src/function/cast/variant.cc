// Casts to and from VARIANT.

#include <optional>

#include "base/growth.h"
#include "function/cast/json_cast.h"
#include "function/cast/json_value.h"
#include "function/cast/map_keys.h"
#include "types/array_type.h"
#include "types/variant/variant_decode.h"
#include "types/variant/variant_encode.h"

namespace lakebolt {

namespace {

/// Encodes a list whose elements have no keys, one by one.
std::string EncodeList(const Vector& lists, uint32_t row) {
  const ListEntry entry = lists.values<ListEntry>()[row];
  const Vector& elements = lists.children()[0];
  return EncodeVariantArray(entry.length,
                            [&](uint32_t i) { return elements.GetValue(entry.offset + i); });
}

Vector ValueToVariant(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const bool json = input.type().IsJson();
  Vector out(to, rows.size);
  out.SetValidity(input.validity_buffer());
  auto heap = std::make_shared<StringHeap>();
  auto* blobs = out.mutable_values<StringView>();
  JsonDocument document;
  bool owned = false;
  const bool plain_list = input.type().id() == TypeId::kList &&
                          !input.type().element().IsNested() &&
                          input.type().element().id() != TypeId::kVariant;
  ForEachPolled(rows, [&](uint32_t row) {
    if (input.IsNull(row)) return;
    if (plain_list) {
      blobs[row] = heap->Add(EncodeList(input, row));
      return;
    }
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

/// Holds variants, none for NULL.
using VariantColumn = HugeVector<std::optional<VariantView>>;

/// Reads variants as a column. The elements of lists are read as a column of their own: as single
/// values, millions take long to make and to free.
Vector ReadVariants(const VariantColumn& variants, const LogicalType& to, CastMode mode) {
  constexpr uint64_t kNanosPerPart = 20;
  constexpr uint64_t kNanosPerValue = 200;
  Vector out(to, static_cast<uint32_t>(variants.size()));
  const bool is_list = to.id() == TypeId::kList && ArraySize(to) == 0;
  VariantColumn elements;
  CancellationPoll poll;
  for (uint32_t i = 0; i < out.size(); ++i) {
    poll.Spend(kNanosPerValue);
    if (!variants[i]) {
      out.SetNull(i);
    } else if (is_list && variants[i]->shape() == VariantShape::kArray) {
      const uint32_t length = variants[i]->size();
      out.mutable_values<ListEntry>()[i] = {static_cast<uint32_t>(elements.size()), length};
      MakeRoom(elements, elements.size() + length);
      for (uint32_t k = 0; k < length; ++k) {
        poll.Spend(kNanosPerPart);
        elements.emplace_back(variants[i]->Part(k));
      }
    } else {
      out.SetValue(i, ValueOfVariant(*variants[i], to, mode));
    }
  }
  if (is_list) out.mutable_children()[0] = ReadVariants(elements, to.element(), mode);
  return out;
}

Vector VariantToText(const Vector& input, const LogicalType& to, RowSet rows) {
  Vector out(to, rows.size);
  const auto* blobs = input.values<StringView>();
  std::string text;
  ForEachPolled(rows, [&](uint32_t row) {
    if (input.IsNull(row)) return out.SetNull(row);
    const VariantView variant(blobs[row].view());
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

Vector VariantToValue(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  if (to.id() == TypeId::kVarchar) return VariantToText(input, to, rows);
  VariantColumn variants(rows.size);
  const auto* blobs = input.values<StringView>();
  ForEachPolled(rows, [&](uint32_t row) {
    if (!input.IsNull(row)) variants[row] = VariantView(blobs[row].view());
  });
  Vector out = ReadVariants(variants, to, mode);
  CheckMapKeysWithin(out, mode);
  return out;
}

}  // namespace

CastKernel FindVariantCast(const LogicalType& from, const LogicalType& to) {
  if (to.id() == TypeId::kVariant) return ValueToVariant;
  return from.id() == TypeId::kVariant ? VariantToValue : nullptr;
}

}  // namespace lakebolt
