// Casts from text.

#include <limits>

#include "function/cast/cast_kernel.h"
#include "types/decimal.h"
#include "types/parse.h"

namespace lakebolt {

namespace {

/// Casts with a parser that returns an optional.
template <typename To, typename Parse>
Vector ParseEach(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode,
                 const Parse& parse) {
  return CastEach<StringView, To>(input, to, rows, mode, [&](const StringView& text, To& out) {
    const auto value = parse(text.view());
    if (!value) return false;
    out = static_cast<To>(*value);
    return true;
  });
}

Vector TextToBoolean(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<uint8_t>(input, to, rows, mode, ParseBoolean);
}

template <typename To>
Vector TextToInteger(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<To>(input, to, rows, mode, [](std::string_view text) {
    return ParseInteger(text, std::numeric_limits<To>::min(), std::numeric_limits<To>::max());
  });
}

template <typename To>
Vector TextToWideInteger(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<To>(input, to, rows, mode, [](std::string_view text) {
    return ParseWideInteger(text, std::numeric_limits<To>::min(), std::numeric_limits<To>::max());
  });
}

template <typename To>
Vector TextToDecimal(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<To>(input, to, rows, mode, [&](std::string_view text) {
    return ParseDecimal(text, to.precision(), to.scale());
  });
}

Vector TextToWideDecimal(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<Int256>(input, to, rows, mode, [&](std::string_view text) {
    return ParseWideDecimal(text, to.precision(), to.scale());
  });
}

Vector TextToDouble(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<double>(input, to, rows, mode, ParseDouble);
}

Vector TextToFloat(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<float>(input, to, rows, mode, [](std::string_view text) -> std::optional<float> {
    const auto value = ParseDouble(text);
    return value ? std::optional(static_cast<float>(*value)) : std::nullopt;
  });
}

Vector TextToDate(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<int32_t>(input, to, rows, mode, ParseDate);
}

Vector TextToTime(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<int64_t>(input, to, rows, mode,
                            [&](std::string_view text) { return ParseTime(text, to.unit()); });
}

Vector TextToTimestamp(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<int64_t>(input, to, rows, mode, [&](std::string_view text) {
    return ParseTimestamp(text, to.unit(), to.with_zone());
  });
}

Vector TextToInterval(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<Interval>(input, to, rows, mode, ParseInterval);
}

Vector TextToUuid(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return ParseEach<int128_t>(input, to, rows, mode, ParseUuid);
}

Vector TextToBlob(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  auto heap = std::make_shared<StringHeap>();
  std::string bytes;
  Vector out = CastEach<StringView, StringView>(input, to, rows, mode,
                                                [&](const StringView& text, StringView& result) {
                                                  if (!ParseBlob(text.view(), bytes)) return false;
                                                  result = heap->Add(bytes);
                                                  return true;
                                                });
  out.AddOwner(std::move(heap));
  return out;
}

}  // namespace

CastKernel FindTextToCast(const LogicalType& from, const LogicalType& to) {
  if (from.id() != TypeId::kVarchar) return nullptr;
  switch (to.id()) {
    case TypeId::kBoolean: return TextToBoolean;
    case TypeId::kInt8: return TextToInteger<int8_t>;
    case TypeId::kInt16: return TextToInteger<int16_t>;
    case TypeId::kInt32: return TextToInteger<int32_t>;
    case TypeId::kInt64: return TextToInteger<int64_t>;
    case TypeId::kInt128: return TextToWideInteger<int128_t>;
    case TypeId::kUInt128: return TextToWideInteger<uint128_t>;
    case TypeId::kUInt8: return TextToInteger<uint8_t>;
    case TypeId::kUInt16: return TextToInteger<uint16_t>;
    case TypeId::kUInt32: return TextToInteger<uint32_t>;
    case TypeId::kUInt64: return TextToInteger<uint64_t>;
    case TypeId::kFloat32: return TextToFloat;
    case TypeId::kFloat64: return TextToDouble;
    case TypeId::kDecimal:
      if (to.physical() == PhysicalType::kInt256) return TextToWideDecimal;
      return to.physical() == PhysicalType::kInt64 ? TextToDecimal<int64_t>
                                                   : TextToDecimal<int128_t>;
    case TypeId::kDate: return TextToDate;
    case TypeId::kTime: return TextToTime;
    case TypeId::kTimestamp: return TextToTimestamp;
    case TypeId::kInterval: return TextToInterval;
    case TypeId::kUuid: return TextToUuid;
    case TypeId::kBlob: return TextToBlob;
    default: return nullptr;
  }
}

}  // namespace lakebolt
