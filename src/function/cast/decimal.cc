// Casts between decimals and other numbers. Digits that do not fit behind the point are rounded
// half away from zero; digits before it that do not fit are an error.

#include "types/decimal.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "function/cast/cast_kernel.h"

namespace lakebolt {

namespace {

/// Is what numbers of the two types are scaled in.
template <typename From, typename To>
using Work = std::conditional_t<std::is_same_v<From, Int256> || std::is_same_v<To, Int256>, Int256,
                                int128_t>;

template <typename Number, typename To>
bool StoreDecimal(const Number& value, const Number& bound, To& out) {
  out = static_cast<To>(value);
  return value < bound && value > -bound;
}

template <typename From, typename To>
Vector IntegerToDecimal(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  using Number = Work<From, To>;
  const auto power = PowerOfTenAs<Number>(to.scale());
  // Compared before multiplying: an integer that large may overflow when scaled.
  const auto bound = PowerOfTenAs<Number>(to.precision() - to.scale());
  return CastEach<From, To>(input, to, rows, mode, [=](From value, To& out) {
    const auto wide = static_cast<Number>(value);
    bool fits = wide < bound && wide > -bound;
    if constexpr (std::is_same_v<From, uint128_t>) fits &= wide >= Number(0);  // else it wrapped
    out = static_cast<To>(fits ? wide * power : Number(0));
    return fits;
  });
}

template <typename From, typename To>
Vector FloatingToDecimal(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const double power = std::pow(10.0, to.scale());
  const double bound = std::pow(10.0, to.precision());
  return CastEach<From, To>(input, to, rows, mode, [=](From value, To& out) {
    const double scaled = std::round(static_cast<double>(value) * power);
    const bool fits = scaled < bound && scaled > -bound;
    if constexpr (std::is_same_v<To, Int256>) {
      out = fits ? Int256::FromDouble(scaled) : Int256(0);
    } else {
      out = fits ? static_cast<To>(scaled) : To{0};
    }
    return fits;
  });
}

template <typename From, typename To>
Vector DecimalToInteger(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int scale = input.type().scale();
  using Number = Work<From, int128_t>;
  return CastEach<From, To>(input, to, rows, mode, [=](const From& value, To& out) {
    const Number rounded = RoundAwayByPowerOfTen(static_cast<Number>(value), scale);
    out = static_cast<To>(rounded);
    if constexpr (std::is_same_v<To, uint128_t> && std::is_same_v<Number, int128_t>) {
      return rounded >= 0;
    } else {
      return rounded >= static_cast<Number>(std::numeric_limits<To>::min()) &&
             rounded <= static_cast<Number>(std::numeric_limits<To>::max());
    }
  });
}

/// Divides unscaled values of up to 18 digits: those that a double does not hold are split, so that
/// one rounding is left.
double ToDouble(int64_t value, int64_t power) {
  constexpr int64_t kExactInteger = int64_t{1} << 53;
  const auto divisor = static_cast<double>(power);
  if (value < kExactInteger && value > -kExactInteger) return static_cast<double>(value) / divisor;
  return static_cast<double>(value / power) + static_cast<double>(value % power) / divisor;
}

/// Divides unscaled values that a double holds exactly by one rounding; larger ones are split so
/// that at most the last digit is off.
double ToDouble(int128_t value, int scale) {
  constexpr int kExactPower = 22;
  constexpr int128_t kExactInteger = int128_t{1} << 53;
  const bool exact = value < kExactInteger && value > -kExactInteger;
  if (exact && scale <= kExactPower) {
    return static_cast<double>(static_cast<int64_t>(value)) /
           static_cast<double>(PowerOfTen(scale));
  }
  const int128_t power = PowerOfTen(scale);
  return static_cast<double>(value / power) +
         static_cast<double>(value % power) / static_cast<double>(power);
}

double ToDouble(const Int256& value, int scale) {
  if (FitsInt128(value) && scale <= kMaxDecimal128Precision) {
    return ToDouble(static_cast<int128_t>(value), scale);
  }
  return static_cast<double>(static_cast<long double>(value) /
                             static_cast<long double>(WidePowerOfTen(scale)));
}

template <typename From, typename To>
Vector DecimalToFloating(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int scale = input.type().scale();
  const auto power =
      static_cast<int64_t>(PowerOfTen(std::min(scale, kMaxDecimal64Precision)));  // of 64 bits only
  return CastEach<From, To>(input, to, rows, mode, [=](const From& value, To& out) {
    if constexpr (std::is_same_v<From, int64_t>) {
      out = static_cast<To>(ToDouble(value, power));
    } else {
      out = static_cast<To>(ToDouble(value, scale));
    }
    return true;
  });
}

template <typename From>
Vector DecimalToBoolean(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<From, uint8_t>(input, to, rows, mode, [](const From& value, uint8_t& out) {
    out = value != From(0);
    return true;
  });
}

/// Scales 64-bit decimals up where the result is 64-bit too: one multiplication.
Vector ScaleUp64(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const auto power = static_cast<int64_t>(PowerOfTen(to.scale() - input.type().scale()));
  const auto bound =
      static_cast<int64_t>(PowerOfTen(to.precision() - to.scale() + input.type().scale()));
  return CastEach<int64_t, int64_t>(input, to, rows, mode, [=](int64_t value, int64_t& out) {
    out = static_cast<int64_t>(static_cast<uint64_t>(value) * static_cast<uint64_t>(power));
    return value < bound && value > -bound;
  });
}

template <typename From, typename To>
Vector DecimalToDecimal(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int shift = to.scale() - input.type().scale();
  if (shift < 0) {
    // A number of 128 bits may need them all before it is cut to a type whose bound is small.
    using Rounded = Work<From, int128_t>;
    const int precision =
        std::min(to.precision(),
                 std::is_same_v<Rounded, Int256> ? kMaxDecimalPrecision : kMaxDecimal128Precision);
    const auto bound = PowerOfTenAs<Rounded>(precision);
    return CastEach<From, To>(input, to, rows, mode, [=](const From& value, To& out) {
      return StoreDecimal(RoundAwayByPowerOfTen(static_cast<Rounded>(value), -shift), bound, out);
    });
  }
  const int digits = to.precision() - shift;
  if constexpr (std::is_same_v<From, int64_t> && std::is_same_v<To, int64_t>) {
    if (digits >= 0) return ScaleUp64(input, to, rows, mode);
  }
  using Number = Work<From, To>;
  const auto power = PowerOfTenAs<Number>(shift);
  const auto bound = digits >= 0 ? PowerOfTenAs<Number>(digits) : Number(1);
  return CastEach<From, To>(input, to, rows, mode, [=](const From& value, To& out) {
    const auto wide = static_cast<Number>(value);
    const bool fits = wide < bound && wide > -bound;
    out = fits ? static_cast<To>(wide * power) : To{0};
    return fits;
  });
}

template <typename From, typename To>
CastKernel ToDecimalFrom() {
  if constexpr (std::is_floating_point_v<From>) {
    return FloatingToDecimal<From, To>;
  } else {
    return IntegerToDecimal<From, To>;
  }
}

template <typename To>
CastKernel FindToDecimal(const LogicalType& from) {
  switch (from.id()) {
    case TypeId::kBoolean:
    case TypeId::kUInt8: return ToDecimalFrom<uint8_t, To>();
    case TypeId::kInt8: return ToDecimalFrom<int8_t, To>();
    case TypeId::kInt16: return ToDecimalFrom<int16_t, To>();
    case TypeId::kInt32: return ToDecimalFrom<int32_t, To>();
    case TypeId::kInt64: return ToDecimalFrom<int64_t, To>();
    case TypeId::kInt128: return ToDecimalFrom<int128_t, To>();
    case TypeId::kUInt16: return ToDecimalFrom<uint16_t, To>();
    case TypeId::kUInt32: return ToDecimalFrom<uint32_t, To>();
    case TypeId::kUInt64: return ToDecimalFrom<uint64_t, To>();
    case TypeId::kUInt128: return ToDecimalFrom<uint128_t, To>();
    case TypeId::kFloat32: return ToDecimalFrom<float, To>();
    case TypeId::kFloat64: return ToDecimalFrom<double, To>();
    case TypeId::kDecimal:
      if (from.physical() == PhysicalType::kInt256) return DecimalToDecimal<Int256, To>;
      return from.physical() == PhysicalType::kInt64 ? DecimalToDecimal<int64_t, To>
                                                     : DecimalToDecimal<int128_t, To>;
    default: return nullptr;
  }
}

template <typename From>
CastKernel FindFromDecimal(const LogicalType& to) {
  switch (to.id()) {
    case TypeId::kBoolean: return DecimalToBoolean<From>;
    case TypeId::kInt8: return DecimalToInteger<From, int8_t>;
    case TypeId::kInt16: return DecimalToInteger<From, int16_t>;
    case TypeId::kInt32: return DecimalToInteger<From, int32_t>;
    case TypeId::kInt64: return DecimalToInteger<From, int64_t>;
    case TypeId::kInt128: return DecimalToInteger<From, int128_t>;
    case TypeId::kUInt8: return DecimalToInteger<From, uint8_t>;
    case TypeId::kUInt16: return DecimalToInteger<From, uint16_t>;
    case TypeId::kUInt32: return DecimalToInteger<From, uint32_t>;
    case TypeId::kUInt64: return DecimalToInteger<From, uint64_t>;
    case TypeId::kUInt128: return DecimalToInteger<From, uint128_t>;
    case TypeId::kFloat32: return DecimalToFloating<From, float>;
    case TypeId::kFloat64: return DecimalToFloating<From, double>;
    default: return nullptr;
  }
}

}  // namespace

CastKernel FindDecimalCast(const LogicalType& from, const LogicalType& to) {
  if (to.IsDecimal()) {
    if (to.physical() == PhysicalType::kInt256) return FindToDecimal<Int256>(from);
    return to.physical() == PhysicalType::kInt64 ? FindToDecimal<int64_t>(from)
                                                 : FindToDecimal<int128_t>(from);
  }
  if (!from.IsDecimal()) return nullptr;
  if (from.physical() == PhysicalType::kInt256) return FindFromDecimal<Int256>(to);
  return from.physical() == PhysicalType::kInt64 ? FindFromDecimal<int64_t>(to)
                                                 : FindFromDecimal<int128_t>(to);
}

}  // namespace lakebolt
