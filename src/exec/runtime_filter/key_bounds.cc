#include "exec/runtime_filter/key_bounds.h"

#include <algorithm>
#include <limits>

namespace lakebolt {

bool IsIntegerKey(const LogicalType& type) {
  switch (type.physical()) {
    case PhysicalType::kBool:
    case PhysicalType::kInt8:
    case PhysicalType::kInt16:
    case PhysicalType::kInt32:
    case PhysicalType::kInt64:
    case PhysicalType::kUInt8:
    case PhysicalType::kUInt16:
    case PhysicalType::kUInt32:
    case PhysicalType::kUInt64: return true;
    default: return false;
  }
}

KeyBounds::KeyBounds(const LogicalType& type) : is_signed_(!type.IsUnsignedInteger()) {
  min_ = is_signed_ ? static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) : ~uint64_t{0};
  max_ = is_signed_ ? static_cast<uint64_t>(std::numeric_limits<int64_t>::min()) : 0;
}

void KeyBounds::Add(const Vector& keys, RowSet rows) {
  DispatchIntegerKey(keys.type().physical(), [&]<typename T>() {
    T least = std::numeric_limits<T>::max();
    T most = std::numeric_limits<T>::min();
    bool any = false;
    const VectorReader<T> reader(keys);
    if (reader.IsFlat() && !reader.MayHaveNulls() && rows.IsDense()) {
      const T* values = reader.values();
      for (uint32_t i = 0; i < rows.count; ++i) {
        least = std::min(least, values[i]);
        most = std::max(most, values[i]);
      }
      any = rows.count > 0;
    } else {
      rows.ForEach([&](uint32_t row) {
        if (reader.IsNull(row)) return;
        least = std::min(least, reader[row]);
        most = std::max(most, reader[row]);
        any = true;
      });
    }
    if (!any) return;
    if (Ordered(KeyWord(least)) < Ordered(min_)) min_ = KeyWord(least);
    if (Ordered(KeyWord(most)) > Ordered(max_)) max_ = KeyWord(most);
  });
}

void KeyBounds::Merge(const KeyBounds& other) {
  if (Ordered(other.min_) < Ordered(min_)) min_ = other.min_;
  if (Ordered(other.max_) > Ordered(max_)) max_ = other.max_;
}

}  // namespace lakebolt
