// Casts to and from JSON.

#include "function/cast/json_cast.h"
#include "function/cast/json_value.h"
#include "function/cast/map_keys.h"

namespace lakebolt {

namespace {

/// Keeps text that is JSON as it is.
Vector TextToJson(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  JsonDocument document;
  Vector out = CastEach<StringView, StringView>(input, to, rows, mode,
                                                [&](const StringView& text, StringView& result) {
                                                  result = text;
                                                  return document.Parse(text.view());
                                                });
  out.ShareOwners(input);
  return out;
}

Vector ValueToJson(const Vector& input, const LogicalType& to, RowSet rows, CastMode) {
  Vector out(to, rows.size);
  out.SetValidity(input.validity_buffer());
  auto heap = std::make_shared<StringHeap>();
  auto* texts = out.mutable_values<StringView>();
  std::string text;
  ForEachPolled(rows, [&](uint32_t row) {
    if (input.IsNull(row)) return;
    text.clear();
    AppendJsonOfRow(input, row, text);
    texts[row] = heap->Add(text);
  });
  out.AddOwner(std::move(heap));
  return out;
}

Vector JsonToValue(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  Vector out(to, rows.size);
  const auto* texts = input.values<StringView>();
  const bool strict = mode == CastMode::kStrict;
  JsonDocument document;
  ForEachPolled(rows, [&](uint32_t row) {
    if (input.IsNull(row)) return out.SetNull(row);
    if (!document.Parse(texts[row].view())) {
      if (strict) ThrowCastError(input.GetValue(row), to);
      return out.SetNull(row);
    }
    out.SetValue(row, ValueOfJson(document, 0, to, {mode, strict, strict}));
  });
  CheckMapKeysWithin(out, mode);
  return out;
}

}  // namespace

CastKernel FindJsonCast(const LogicalType& from, const LogicalType& to) {
  if (to.IsJson()) return from.id() == TypeId::kVarchar ? TextToJson : ValueToJson;
  if (from.IsJson() && to.id() != TypeId::kVarchar) return JsonToValue;
  return nullptr;
}

}  // namespace lakebolt
