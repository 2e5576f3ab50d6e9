#include "types/array_type.h"

#include <charconv>

namespace lakebolt {

LogicalType ArrayType(const LogicalType& element, uint32_t size) {
  return LogicalType::List(element).WithAlias(element.ToString() + "[" + std::to_string(size) +
                                              "]");
}

uint32_t ArraySize(const LogicalType& type) {
  if (type.id() != TypeId::kList) return 0;
  const std::string& name = type.alias();
  const size_t open = name.rfind('[');
  if (open == std::string::npos || name.back() != ']') return 0;
  uint32_t size = 0;
  const auto [end, error] =
      std::from_chars(name.data() + open + 1, name.data() + name.size() - 1, size);
  return error == std::errc() && end == name.data() + name.size() - 1 ? size : 0;
}

}  // namespace lakebolt
