#include "types/integer_digits.h"

#include <algorithm>

namespace lakebolt {

int DigitsOfInteger(TypeId id) {
  switch (id) {
    case TypeId::kBoolean: return 1;
    case TypeId::kInt8:
    case TypeId::kUInt8: return 3;
    case TypeId::kInt16:
    case TypeId::kUInt16: return 5;
    case TypeId::kInt32:
    case TypeId::kUInt32: return 10;
    case TypeId::kInt64: return 19;
    case TypeId::kInt128:
    case TypeId::kUInt128: return 39;
    default: return 20;
  }
}

LogicalType DecimalOfInteger(TypeId id) {
  return LogicalType::Decimal(std::min(DigitsOfInteger(id), kMaxDecimal128Precision), 0);
}

}  // namespace lakebolt
