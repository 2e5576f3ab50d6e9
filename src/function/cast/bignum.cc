// Casts of BIGNUM to and from numbers and text.

#include "types/bignum.h"

#include <cmath>
#include <limits>

#include "function/cast/for_number.h"

namespace lakebolt {

namespace {

/// Casts with `convert(From value, Bignum& out)`, which returns whether there is such a number.
template <typename From, typename Convert>
Vector ToBignum(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode,
                const Convert& convert) {
  auto heap = std::make_shared<StringHeap>();
  Vector out =
      CastEach<From, StringView>(input, to, rows, mode, [&](const From& value, StringView& bytes) {
        Bignum number;
        const bool fits = convert(value, number);
        bytes = heap->Add(number.ToBytes());
        return fits;
      });
  out.AddOwner(std::move(heap));
  return out;
}

template <typename From>
Vector NumberToBignum(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ToBignum<From>(input, to, rows, mode, [](const From& value, Bignum& out) {
    if constexpr (std::is_floating_point_v<From>) {
      if (!std::isfinite(value)) return false;
      out = Bignum::FromDouble(static_cast<double>(value));
    } else {
      out = Bignum::FromInteger(Int256(value));
    }
    return true;
  });
}

Vector TextToBignum(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ToBignum<StringView>(input, to, rows, mode, [](const StringView& text, Bignum& out) {
    return Bignum::FromText(text.view(), out);
  });
}

template <typename To>
Vector BignumToNumber(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<StringView, To>(input, to, rows, mode, [](const StringView& bytes, To& out) {
    out = To{};
    const Bignum number = Bignum::FromBytes(bytes.view());
    if constexpr (std::is_floating_point_v<To>) {
      out = static_cast<To>(number.ToDouble());
      return std::isfinite(out);
    } else {
      Int256 wide;
      if (!number.ToInteger(wide)) return false;
      out = static_cast<To>(wide);
      return Int256(out) == wide;
    }
  });
}

}  // namespace

CastKernel FindBignumCast(const LogicalType& from, const LogicalType& to) {
  if (to.id() == TypeId::kBignum) {
    if (from.id() == TypeId::kVarchar) return TextToBignum;
    // Literals of very many digits are decimals.
    if (from.IsDecimal() && from.scale() == 0) {
      if (from.physical() == PhysicalType::kInt256) return NumberToBignum<Int256>;
      return from.physical() == PhysicalType::kInt64 ? NumberToBignum<int64_t>
                                                     : NumberToBignum<int128_t>;
    }
    return ForNumber(from.id(), []<typename T>() -> CastKernel { return NumberToBignum<T>; });
  }
  if (from.id() != TypeId::kBignum || to.id() == TypeId::kFloat32) return nullptr;
  return ForNumber(to.id(), []<typename T>() -> CastKernel { return BignumToNumber<T>; });
}

}  // namespace lakebolt
