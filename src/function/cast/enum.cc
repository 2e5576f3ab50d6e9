// Casts of ENUMs: to text by way of a dictionary of the labels, from text by looking labels up.

#include "types/enum_labels.h"

#include "function/cast/cast_kernel.h"

namespace lakebolt {

namespace {

/// Makes a vector of all labels.
std::shared_ptr<const Vector> LabelVector(const EnumLabels& labels, const LogicalType& text) {
  auto heap = std::make_shared<StringHeap>();
  auto out = std::make_shared<Vector>(text, std::max<uint32_t>(labels.size(), 1));
  for (uint32_t i = 0; i < labels.size(); ++i) {
    out->mutable_values<StringView>()[i] = heap->Add(labels[i]);
  }
  out->AddOwner(std::move(heap));
  return out;
}

Vector EnumToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode) {
  BufferPtr codes = Buffer::Allocate(size_t{rows.size} * sizeof(uint32_t));
  auto* out = codes->as<uint32_t>();
  DispatchPhysical(input.type().physical(), [&]<typename T>() {
    if constexpr (std::is_unsigned_v<T>) {
      const T* in = input.values<T>();
      for (uint32_t i = 0; i < rows.size; ++i) out[i] = 0;
      rows.ForEach([&](uint32_t row) {
        if (!input.IsNull(row)) out[row] = static_cast<uint32_t>(in[row]);
      });
    }
  });
  return Vector::Dictionary(LabelVector(input.type().labels(), to), std::move(codes), rows.size,
                            input.validity_buffer());
}

Vector TextToEnum(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const EnumLabels& labels = to.labels();
  return DispatchPhysical(to.physical(), [&]<typename T>() -> Vector {
    if constexpr (std::is_unsigned_v<T>) {
      return CastEach<StringView, T>(input, to, rows, mode, [&](const StringView& text, T& out) {
        const auto code = labels.Find(text.view());
        out = static_cast<T>(code.value_or(0));
        return code.has_value();
      });
    } else {
      throw InternalError("ENUM of an unknown layout");
    }
  });
}

Vector EnumToEnum(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const Vector text = EnumToText(input, TypeId::kVarchar, rows, mode);
  return TextToEnum(text.Flatten(), to, rows, mode);
}

/// Casts by way of the label's text, which DuckDB does for any type.
Vector EnumToOther(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastVector(EnumToText(input, TypeId::kVarchar, rows, mode).Flatten(), to, rows, mode);
}

}  // namespace

CastKernel FindEnumCast(const LogicalType& from, const LogicalType& to) {
  if (from.id() == TypeId::kEnum) {
    if (to.id() == TypeId::kVarchar) return EnumToText;
    if (to.id() == TypeId::kEnum) return EnumToEnum;
    return FindCast(TypeId::kVarchar, to) != nullptr ? EnumToOther : nullptr;
  }
  return to.id() == TypeId::kEnum && from.id() == TypeId::kVarchar ? TextToEnum : nullptr;
}

}  // namespace lakebolt
