#pragma once

#include "function/cast/cast_kernel.h"

namespace lakebolt {

/// Calls `body.operator()<T>()` with the C++ type of a number; returns null for other types.
template <typename Body>
CastKernel ForNumber(TypeId id, Body body) {
  switch (id) {
    case TypeId::kInt8: return body.template operator()<int8_t>();
    case TypeId::kInt16: return body.template operator()<int16_t>();
    case TypeId::kInt32: return body.template operator()<int32_t>();
    case TypeId::kInt64: return body.template operator()<int64_t>();
    case TypeId::kInt128: return body.template operator()<int128_t>();
    case TypeId::kUInt8: return body.template operator()<uint8_t>();
    case TypeId::kUInt16: return body.template operator()<uint16_t>();
    case TypeId::kUInt32: return body.template operator()<uint32_t>();
    case TypeId::kUInt64: return body.template operator()<uint64_t>();
    case TypeId::kUInt128: return body.template operator()<uint128_t>();
    case TypeId::kFloat32: return body.template operator()<float>();
    case TypeId::kFloat64: return body.template operator()<double>();
    default: return nullptr;
  }
}

}  // namespace lakebolt
