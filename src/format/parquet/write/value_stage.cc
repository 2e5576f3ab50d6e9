#include "format/parquet/write/value_stage.h"

namespace lakebolt::parquet_format {

namespace {

/// Writes values of a type that Parquet does not know as text.
Vector TextsOf(const Vector& values) {
  Vector texts(TypeId::kVarchar, values.size());
  auto heap = std::make_shared<StringHeap>();
  for (uint32_t i = 0; i < values.size(); ++i) {
    if (values.IsNull(i)) {
      texts.SetNull(i);
    } else {
      texts.mutable_values<StringView>()[i] = heap->Add(values.GetValue(i).ToString());
    }
  }
  texts.AddOwner(heap);
  return texts;
}

}  // namespace

Vector LeafText::Apply(const Vector& values) {
  switch (values.type().id()) {
    case TypeId::kEnum: return LabelsOf(values.Flatten());
    case TypeId::kBignum:
    case TypeId::kTimeTz: return TextsOf(values);
    default: return values.IsConstant() ? values.Flatten() : values;
  }
}

Vector LeafText::LabelsOf(const Vector& codes) {
  if (labels_ == nullptr) {
    const EnumLabels& names = codes.type().labels();
    Vector labels(TypeId::kVarchar, names.size());
    auto heap = std::make_shared<StringHeap>();
    for (uint32_t i = 0; i < names.size(); ++i) {
      labels.mutable_values<StringView>()[i] = heap->Add(names[i]);
    }
    labels.AddOwner(heap);
    labels_ = std::make_shared<const Vector>(std::move(labels));
  }
  BufferPtr wide = Buffer::Allocate(codes.size() * sizeof(uint32_t));
  DispatchPhysical(codes.type().physical(), [&]<typename Code>() {
    if constexpr (std::is_unsigned_v<Code>) {
      for (uint32_t i = 0; i < codes.size(); ++i) {
        // What lies under NULL may be anything.
        const auto code = static_cast<uint32_t>(codes.values<Code>()[i]);
        wide->as<uint32_t>()[i] = code < labels_->size() ? code : 0;
      }
    }
  });
  return Vector::Dictionary(labels_, std::move(wide), codes.size(), codes.validity_buffer());
}

}  // namespace lakebolt::parquet_format
