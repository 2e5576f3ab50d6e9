// Casts among booleans, integers and floating-point numbers.

#include <cmath>
#include <limits>

#include "function/cast/cast_kernel.h"

namespace lakebolt {

namespace {

/// Tells whether a whole number fits another integer type; one comparison where types allow it.
template <typename From, typename To>
bool IntegerFits(From value) {
  if constexpr (kHasSign<From> && !kHasSign<To>) {
    // As numbers without sign, of the wider of both types, negative ones are the largest.
    using Wide = std::conditional_t<kIsInt128<From> || kIsInt128<To>, uint128_t, uint64_t>;
    return value >= 0 && static_cast<Wide>(value) <= std::numeric_limits<To>::max();
  } else if constexpr (!kHasSign<From> && kHasSign<To>) {
    using Wide = std::conditional_t<kIsInt128<From> || kIsInt128<To>, uint128_t, uint64_t>;
    return value <= static_cast<Wide>(std::numeric_limits<To>::max());
  } else {
    return value >= std::numeric_limits<To>::min() && value <= std::numeric_limits<To>::max();
  }
}

template <typename From, typename To>
bool ConvertNumber(From value, To& out) {
  if constexpr (std::is_floating_point_v<To>) {
    out = static_cast<To>(value);
    if constexpr (std::is_same_v<From, double> && std::is_same_v<To, float>) {
      return std::isinf(out) == std::isinf(static_cast<double>(value));
    }
    return true;
  } else if constexpr (std::is_floating_point_v<From>) {
    // Halves go to the even neighbour, as IEEE rounding does. The upper bound, a power of two, is
    // exact as a floating-point number where the largest integer is not.
    const From rounded = std::nearbyint(value);
    const From bound = std::ldexp(From{1}, std::numeric_limits<To>::digits);
    const From low = kHasSign<To> ? -bound : From{0};
    const bool fits = rounded >= low && rounded < bound;
    out = static_cast<To>(fits ? rounded : From{0});
    return fits;
  } else {
    out = static_cast<To>(value);
    return IntegerFits<From, To>(value);
  }
}

template <typename From, typename To>
Vector CastNumber(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<From, To>(input, to, rows, mode,
                            [](From value, To& out) { return ConvertNumber(value, out); });
}

template <typename From>
Vector CastToBoolean(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<From, uint8_t>(input, to, rows, mode, [](From value, uint8_t& out) {
    out = value != 0;
    return true;
  });
}

template <typename From>
CastKernel FindTo(const LogicalType& to) {
  switch (to.id()) {
    case TypeId::kBoolean: return CastToBoolean<From>;
    case TypeId::kInt8: return CastNumber<From, int8_t>;
    case TypeId::kInt16: return CastNumber<From, int16_t>;
    case TypeId::kInt32: return CastNumber<From, int32_t>;
    case TypeId::kInt64: return CastNumber<From, int64_t>;
    case TypeId::kInt128: return CastNumber<From, int128_t>;
    case TypeId::kUInt8: return CastNumber<From, uint8_t>;
    case TypeId::kUInt16: return CastNumber<From, uint16_t>;
    case TypeId::kUInt32: return CastNumber<From, uint32_t>;
    case TypeId::kUInt64: return CastNumber<From, uint64_t>;
    case TypeId::kUInt128: return CastNumber<From, uint128_t>;
    case TypeId::kFloat32: return CastNumber<From, float>;
    case TypeId::kFloat64: return CastNumber<From, double>;
    default: return nullptr;
  }
}

}  // namespace

CastKernel FindNumericCast(const LogicalType& from, const LogicalType& to) {
  switch (from.id()) {
    case TypeId::kBoolean: return FindTo<uint8_t>(to);
    case TypeId::kInt8: return FindTo<int8_t>(to);
    case TypeId::kInt16: return FindTo<int16_t>(to);
    case TypeId::kInt32: return FindTo<int32_t>(to);
    case TypeId::kInt64: return FindTo<int64_t>(to);
    case TypeId::kInt128: return FindTo<int128_t>(to);
    case TypeId::kUInt8: return FindTo<uint8_t>(to);
    case TypeId::kUInt16: return FindTo<uint16_t>(to);
    case TypeId::kUInt32: return FindTo<uint32_t>(to);
    case TypeId::kUInt64: return FindTo<uint64_t>(to);
    case TypeId::kUInt128: return FindTo<uint128_t>(to);
    case TypeId::kFloat32: return FindTo<float>(to);
    case TypeId::kFloat64: return FindTo<double>(to);
    default: return nullptr;
  }
}

}  // namespace lakebolt
