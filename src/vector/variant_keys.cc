#include "vector/variant_keys.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/cancellation_scope.h"
#include "types/variant/variant_key.h"

namespace lakebolt {

namespace {

Vector KeysOfVariants(const Vector& variants) {
  Vector out(TypeId::kBlob, variants.size());
  out.SetValidity(variants.validity_buffer());
  auto heap = std::make_shared<StringHeap>();
  const auto* values = variants.values<StringView>();
  auto* keys = out.mutable_values<StringView>();
  CancellationPoll poll;
  constexpr uint64_t kNanosPerKey = 100;
  for (uint32_t row = 0; row < variants.size(); ++row) {
    poll.Spend(kNanosPerKey);
    // Within lists and structs that are NULL, there may be none.
    if (variants.IsNull(row) || values[row].size() == 0) continue;
    keys[row] = heap->Add(VariantKey(VariantView(values[row].view())));
  }
  out.AddOwner(std::move(heap));
  return out;
}

}  // namespace

bool HasVariants(const LogicalType& type) {
  if (type.id() == TypeId::kVariant) return true;
  return type.IsNested() && std::any_of(type.children().begin(), type.children().end(),
                                        [](const Field& field) { return HasVariants(field.type); });
}

LogicalType VariantKeyType(const LogicalType& type) {
  if (type.id() == TypeId::kVariant) return TypeId::kBlob;
  if (!HasVariants(type)) return type;
  std::vector<Field> fields;
  for (const Field& field : type.children()) {
    fields.push_back({field.name, VariantKeyType(field.type)});
  }
  if (type.physical() == PhysicalType::kList) return LogicalType::List(fields[0].type);
  return LogicalType::Struct(std::move(fields));
}

Vector VariantKeys(const Vector& values) {
  const Vector flat = values.Flatten();
  const LogicalType& type = flat.type();
  if (!HasVariants(type)) return flat;
  if (type.id() == TypeId::kVariant) return KeysOfVariants(flat);
  Vector out = flat.Retyped(VariantKeyType(type));
  for (Vector& part : out.mutable_children()) part = VariantKeys(part);
  return out;
}

}  // namespace lakebolt
