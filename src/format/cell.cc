#include "format/cell.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace lakebolt {

namespace {

template <typename T>
void AppendInteger(const Vector& column, uint32_t row, std::string* out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), VectorReader<T>(column)[row]).ptr;
  out->append(digits, end);
}

}  // namespace

bool AppendCell(const Vector& column, uint32_t row, std::string* out) {
  if (column.IsNull(row)) return false;
  switch (column.type().id()) {
    case TypeId::kNull: return false;
    case TypeId::kInt8: AppendInteger<int8_t>(column, row, out); return true;
    case TypeId::kInt16: AppendInteger<int16_t>(column, row, out); return true;
    case TypeId::kInt32: AppendInteger<int32_t>(column, row, out); return true;
    case TypeId::kInt64: AppendInteger<int64_t>(column, row, out); return true;
    case TypeId::kUInt8: AppendInteger<uint8_t>(column, row, out); return true;
    case TypeId::kUInt16: AppendInteger<uint16_t>(column, row, out); return true;
    case TypeId::kUInt32: AppendInteger<uint32_t>(column, row, out); return true;
    case TypeId::kUInt64: AppendInteger<uint64_t>(column, row, out); return true;
    case TypeId::kVarchar: out->append(VectorReader<StringView>(column)[row].view()); return true;
    default: out->append(column.GetValue(row).ToString()); return true;
  }
}

bool AlignsRight(const LogicalType& type) {
  return type.IsNumeric();
}

std::string TypeLabel(const LogicalType& type) {
  return AsciiLower(type.ToString());
}

}  // namespace lakebolt
