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
    parts.reserve(entry.length);
    CancellationPoll poll;
    constexpr uint64_t kNanosPerValue = 200;
    for (uint32_t k = 0; k < entry.length; ++k) {
      poll.Spend(kNanosPerValue);
      parts.push_back(vector.children()[0].GetValue(entry.offset + k));
    }
  }
  return Value::Nested(type, std::move(parts));
}

/// Above so many, owners are put together: whoever copies a vector copies their list.
constexpr size_t kMostOwners = 32;

/// Returns a flat vector with `extra` more rows, not NULL yet and to be written. It shares buffers
/// that have the room; new ones get twice as much as is needed, so that many calls take linear
/// time.
Vector Grown(const Vector& vector, uint32_t extra) {
  const uint32_t size = vector.size() + extra;
  const size_t width = PhysicalWidth(vector.type().physical());
  BufferPtr values = vector.values_buffer();
  if (values->size() < size * width) {
    BufferPtr larger = Buffer::AllocateZeroed(2 * size * width);
    CopyBytes(larger->data(), values->data(), vector.size() * width);
    values = std::move(larger);
  }
  BufferPtr validity = vector.validity_buffer();
  if (validity != nullptr && validity->size() < BitmapWords(size) * sizeof(uint64_t)) {
    BufferPtr larger = MakeBitmap(2 * size, true);
    CopyBytes(larger->data(), validity->data(), BitmapWords(vector.size()) * sizeof(uint64_t));
    validity = std::move(larger);
  }
  Vector out = Vector::Flat(vector.type(), size, std::move(values), std::move(validity));
  out.ShareOwners(vector);
  const bool is_struct = vector.type().physical() == PhysicalType::kStruct;
  out.mutable_children().clear();
  for (const Vector& child : vector.children()) {
    out.mutable_children().push_back(is_struct ? Grown(child, extra) : child);
  }
  return out;
}

/// Appends values to the end of a flat vector.
void Append(const std::vector<Value>& values, Vector& vector) {
  const uint32_t old_size = vector.size();
  vector = Grown(vector, static_cast<uint32_t>(values.size()));
  ForEachBlock(values.size(), [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      vector.SetValue(old_size + static_cast<uint32_t>(i), values[i]);
    }
  });
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
      if (heap->bytes() == 0) return;
      if (owners_.size() >= kMostOwners) {
        owners_ = {std::make_shared<const std::vector<std::shared_ptr<const void>>>(owners_)};
      }
      AddOwner(std::move(heap));
      return;
    }
    case PhysicalType::kStruct:
      for (size_t i = 0; i < children_.size(); ++i) children_[i].SetValue(row, value.parts()[i]);
      return;
    case PhysicalType::kList: {
      const std::vector<Value>& parts = value.parts();
      mutable_values<ListEntry>()[row] = {children_[0].size(), static_cast<uint32_t>(parts.size())};
      Append(parts, children_[0]);
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
