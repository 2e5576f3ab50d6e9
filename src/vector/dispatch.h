#pragma once

#include "base/error.h"
#include "types/logical_type.h"

namespace lakebolt {

template <typename Body>
decltype(auto) DispatchPhysical(PhysicalType type, Body&& body) {
  switch (type) {
    case PhysicalType::kBool: return body.template operator()<uint8_t>();
    case PhysicalType::kInt8: return body.template operator()<int8_t>();
    case PhysicalType::kInt16: return body.template operator()<int16_t>();
    case PhysicalType::kInt32: return body.template operator()<int32_t>();
    case PhysicalType::kInt64: return body.template operator()<int64_t>();
    case PhysicalType::kInt128: return body.template operator()<int128_t>();
    case PhysicalType::kInt256: return body.template operator()<Int256>();
    case PhysicalType::kUInt8: return body.template operator()<uint8_t>();
    case PhysicalType::kUInt16: return body.template operator()<uint16_t>();
    case PhysicalType::kUInt32: return body.template operator()<uint32_t>();
    case PhysicalType::kUInt64: return body.template operator()<uint64_t>();
    case PhysicalType::kUInt128: return body.template operator()<uint128_t>();
    case PhysicalType::kFloat: return body.template operator()<float>();
    case PhysicalType::kDouble: return body.template operator()<double>();
    case PhysicalType::kInterval: return body.template operator()<Interval>();
    case PhysicalType::kString: return body.template operator()<StringView>();
    case PhysicalType::kList:
    case PhysicalType::kStruct: break;
  }
  throw InternalError("nested type where a flat one is due");
}

}  // namespace lakebolt
