// Casts of bit strings: numbers give all bits of their type and take as many as fit.

#include "types/bit_string.h"

#include <bit>

#include "function/cast/for_number.h"

namespace lakebolt {

namespace {

template <typename From, typename Print>
Vector ToBits(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode,
              const Print& print) {
  auto heap = std::make_shared<StringHeap>();
  Vector out =
      CastEach<From, StringView>(input, to, rows, mode, [&](const From& value, StringView& bits) {
        bits = heap->Add(print(value));
        return true;
      });
  out.AddOwner(std::move(heap));
  return out;
}

template <typename From>
Vector NumberToBits(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ToBits<From>(input, to, rows, mode, [](From value) {
    if constexpr (std::is_same_v<From, float>) {
      return BitsOfNumber(std::bit_cast<uint32_t>(value), 32);
    } else if constexpr (std::is_same_v<From, double>) {
      return BitsOfNumber(std::bit_cast<uint64_t>(value), 64);
    } else {
      return BitsOfNumber(static_cast<uint128_t>(value), sizeof(From) * 8);
    }
  });
}

Vector BlobToBits(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  auto heap = std::make_shared<StringHeap>();
  Vector out = CastEach<StringView, StringView>(input, to, rows, mode,
                                                [&](const StringView& bytes, StringView& bits) {
                                                  bits = heap->Add(BitsOfBytes(bytes.view()));
                                                  return bytes.size() > 0;
                                                });
  out.AddOwner(std::move(heap));
  return out;
}

Vector TextToBits(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  auto heap = std::make_shared<StringHeap>();
  Vector out = CastEach<StringView, StringView>(
      input, to, rows, mode, [&](const StringView& text, StringView& bits) {
        if (const auto hex = BitsOfHex(text.view())) {
          bits = heap->Add(*hex);
          return true;
        }
        bits = text.size() == 0 ? StringView("0", 1) : text;
        return IsBitString(text.view());
      });
  out.ShareOwners(input);
  out.AddOwner(std::move(heap));
  return out;
}

Vector BitsToText(const Vector& input, const LogicalType& to, RowSet, CastMode) {
  return input.Retyped(to);
}

Vector BitsToBlob(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ToBits<StringView>(input, to, rows, mode,
                            [](const StringView& bits) { return BytesOfBits(bits.view()); });
}

template <typename To>
Vector BitsToNumber(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<StringView, To>(input, to, rows, mode, [](const StringView& bits, To& out) {
    const bool fits = bits.size() <= sizeof(To) * 8;
    const uint128_t value = fits ? NumberOfBits(bits.view()) : 0;
    if constexpr (std::is_same_v<To, float>) {
      out = std::bit_cast<float>(static_cast<uint32_t>(value));
    } else if constexpr (std::is_same_v<To, double>) {
      out = std::bit_cast<double>(static_cast<uint64_t>(value));
    } else {
      out = static_cast<To>(value);
    }
    return fits;
  });
}

Vector BitsToBoolean(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return CastEach<StringView, uint8_t>(input, to, rows, mode,
                                       [](const StringView& bits, uint8_t& out) {
                                         out = bits.view().find('1') != std::string_view::npos;
                                         return bits.size() <= 8;
                                       });
}

}  // namespace

CastKernel FindBitCast(const LogicalType& from, const LogicalType& to) {
  if (to.id() == TypeId::kBit) {
    switch (from.id()) {
      case TypeId::kVarchar: return TextToBits;
      case TypeId::kBlob: return BlobToBits;
      case TypeId::kBoolean: return NumberToBits<uint8_t>;
      default:
        return ForNumber(from.id(), []<typename T>() -> CastKernel { return NumberToBits<T>; });
    }
  }
  if (from.id() != TypeId::kBit) return nullptr;
  switch (to.id()) {
    case TypeId::kVarchar: return BitsToText;
    case TypeId::kBlob: return BitsToBlob;
    case TypeId::kBoolean: return BitsToBoolean;
    default: return ForNumber(to.id(), []<typename T>() -> CastKernel { return BitsToNumber<T>; });
  }
}

}  // namespace lakebolt
