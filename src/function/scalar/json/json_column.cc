#include "function/scalar/json/json_column.h"

#include <algorithm>

namespace lakebolt {

Vector JsonColumn::Finish() {
  const uint32_t count = size();
  Vector out(type_, count);
  switch (type_.physical()) {
    case PhysicalType::kString:
      std::copy(values_.begin(), values_.end(), out.mutable_values<StringView>());
      break;
    case PhysicalType::kBool:
      for (uint32_t i = 0; i < count; ++i) {
        out.mutable_values<uint8_t>()[i] = static_cast<uint8_t>(numbers_[i]);
      }
      break;
    default: std::copy(numbers_.begin(), numbers_.end(), out.mutable_values<uint64_t>());
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (valid_[i] == 0) out.SetNull(i);
  }
  out.AddOwner(heap_);
  return out;
}

Vector FinishJsonList(JsonColumn& elements, const LogicalType& element,
                      const std::vector<ListEntry>& entries, const std::vector<uint8_t>& valid) {
  Vector out(LogicalType::List(element), static_cast<uint32_t>(entries.size()));
  std::copy(entries.begin(), entries.end(), out.mutable_values<ListEntry>());
  for (uint32_t i = 0; i < entries.size(); ++i) {
    if (valid[i] == 0) out.SetNull(i);
  }
  out.mutable_children()[0] = elements.Finish();
  return out;
}

}  // namespace lakebolt
