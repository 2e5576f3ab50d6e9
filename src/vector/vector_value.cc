// Reading and writing single rows of a vector: the slow, general way.

#include <cstring>

#include "base/cancellation_scope.h"
#include "base/error.h"
#include "vector/vector.h"

namespace lakebolt {

namespace {

Value ReadPhysical(const Vector& vector, const LogicalType& type, uint32_t i) {
  switch (type.physical()) {
    case PhysicalType::kFloat: return Value::Floating(type, vector.values<float>()[i]);
    case PhysicalType::kDouble: return Value::Floating(type, vector.values<double>()[i]);
    case PhysicalType::kInterval: return Value::MakeInterval(vector.values<Interval>()[i], type);
    case PhysicalType::kString: return Value::String(type, vector.values<StringView>()[i].str());
    case PhysicalType::kList:
    case PhysicalType::kStruct: break;
    case PhysicalType::kBool: return Value::Integral(type, vector.values<uint8_t>()[i] != 0);
    default:
      return DispatchPhysical(type.physical(), [&]<typename T>() -> Value {
        if constexpr (WholeNumber<T>) {
          return Value::Wide(type, vector.values<T>()[i]);
        } else {
          throw InternalError("not an integer column");
        }
      });
  }
  std::vector<Value> parts;
  if (type.physical() == PhysicalType::kStruct) {
    for (const Vector& child : vector.children()) parts.push_back(child.GetValue(i));
  } else {
    const ListEntry entry = vector.values<ListEntry>()[i];
    ForEachBlock(entry.length, [&](size_t begin, size_t end) {
      for (size_t k = begin; k < end; ++k) {
        parts.push_back(vector.children()[0].GetValue(entry.offset + static_cast<uint32_t>(k)));
      }
    });
  }
  return Value::Nested(type, std::move(parts));
}

/// Appends values to the end of a flat vector by building a larger one.
Vector Append(const Vector& vector, const std::vector<Value>& values) {
  const uint32_t old_size = vector.size();
  Vector out(vector.type(), old_size + static_cast<uint32_t>(values.size()));
  for (uint32_t i = 0; i < old_size; ++i) out.SetValue(i, vector.GetValue(i));
  ForEachBlock(values.size(), [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      out.SetValue(old_size + static_cast<uint32_t>(i), values[i]);
    }
  });
  return out;
}

}  // namespace

Value Vector::GetValue(uint32_t row) const {
  if (IsNull(row) || type_.id() == TypeId::kNull) return Value(type_);
  if (IsDictionary()) return dictionary_->GetValue(codes()[row]);
  return ReadPhysical(*this, type_, IsConstant() ? 0 : row);
}

void Vector::SetValue(uint32_t row, const Value& value) {
  const PhysicalType physical = type_.physical();
  if (value.IsNull()) {
    SetNull(row);
    const uint32_t width = PhysicalWidth(physical);
    std::memset(values_->data() + static_cast<size_t>(row) * width, 0, width);
    if (physical == PhysicalType::kStruct) {
      for (size_t i = 0; i < children_.size(); ++i) {
        children_[i].SetValue(row, Value(type_.children()[i].type));
      }
    }
    return;
  }
  if (validity_ != nullptr) SetBit(validity_->as<uint64_t>(), row);
  switch (physical) {
    case PhysicalType::kFloat:
      mutable_values<float>()[row] = static_cast<float>(value.floating());
      return;
    case PhysicalType::kDouble: mutable_values<double>()[row] = value.floating(); return;
    case PhysicalType::kInterval: mutable_values<Interval>()[row] = value.interval(); return;
    case PhysicalType::kString: {
      auto heap = std::make_shared<StringHeap>();
      mutable_values<StringView>()[row] = heap->Add(value.string());
      if (heap->bytes() > 0) AddOwner(heap);
      return;
    }
    case PhysicalType::kStruct:
      for (size_t i = 0; i < children_.size(); ++i) children_[i].SetValue(row, value.parts()[i]);
      return;
    case PhysicalType::kList: {
      const std::vector<Value>& parts = value.parts();
      mutable_values<ListEntry>()[row] = {children_[0].size(), static_cast<uint32_t>(parts.size())};
      children_[0] = Append(children_[0], parts);
      return;
    }
    default:
      DispatchPhysical(physical, [&]<typename T>() {
        if constexpr (WholeNumber<T>) {
          mutable_values<T>()[row] = static_cast<T>(value.wide());
        }
      });
  }
}

}  // namespace lakebolt
