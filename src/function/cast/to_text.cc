// Casts to text, in the forms of types/format.h.

#include <charconv>

#include "function/cast/cast_kernel.h"
#include "function/cast/nested_text.h"
#include "types/bignum.h"
#include "types/format.h"

namespace lakebolt {

namespace {

template <typename From, typename Print>
Vector PrintEach(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode,
                 const Print& print) {
  auto heap = std::make_shared<StringHeap>();
  Vector out =
      CastEach<From, StringView>(input, to, rows, mode, [&](const From& value, StringView& text) {
        text = heap->Add(print(value));
        return true;
      });
  out.AddOwner(std::move(heap));
  return out;
}

template <typename From>
Vector IntegerToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  char buffer[24];
  return PrintEach<From>(input, to, rows, mode, [&](From value) {
    char* end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
    return std::string_view(buffer, static_cast<size_t>(end - buffer));
  });
}

Vector HugeToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<int128_t>(input, to, rows, mode, Int128ToString);
}
Vector UnsignedHugeToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<uint128_t>(input, to, rows, mode, UInt128ToString);
}

Vector BooleanToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<uint8_t>(input, to, rows, mode, [](uint8_t value) {
    return std::string_view(value != 0 ? "true" : "false");
  });
}

Vector FloatToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<float>(input, to, rows, mode, FloatToString);
}
Vector DoubleToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<double>(input, to, rows, mode, DoubleToString);
}

template <typename From>
Vector DecimalToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const int scale = input.type().scale();
  return PrintEach<From>(input, to, rows, mode,
                         [=](const From& value) { return DecimalToString(value, scale); });
}

Vector DateToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<int32_t>(input, to, rows, mode, DateToString);
}
Vector TimeToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const TimeUnit unit = input.type().unit();
  return PrintEach<int64_t>(input, to, rows, mode,
                            [=](int64_t ticks) { return TimeToString(ticks, unit); });
}
Vector TimestampToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  const TimeUnit unit = input.type().unit();
  const bool zone = input.type().with_zone();
  return PrintEach<int64_t>(input, to, rows, mode,
                            [=](int64_t ticks) { return TimestampToString(ticks, unit, zone); });
}
Vector IntervalToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<Interval>(input, to, rows, mode, IntervalToString);
}
Vector UuidToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<int128_t>(input, to, rows, mode, UuidToString);
}
Vector BlobToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<StringView>(input, to, rows, mode, BlobToString);
}

Vector BignumToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode mode) {
  return PrintEach<StringView>(input, to, rows, mode, BignumToString);
}

Vector NestedToText(const Vector& input, const LogicalType& to, RowSet rows, CastMode) {
  Vector out(to, rows.size);
  out.SetValidity(input.validity_buffer());
  auto heap = std::make_shared<StringHeap>();
  auto* texts = out.mutable_values<StringView>();
  GrowingText text;
  rows.ForEach([&](uint32_t row) {
    if (input.IsNull(row)) return;
    text.Clear();
    AppendNestedText(input, row, text);
    texts[row] = heap->Add(text.view());
  });
  out.AddOwner(std::move(heap));
  return out;
}

}  // namespace

CastKernel FindToTextCast(const LogicalType& from, const LogicalType& to) {
  if (to.id() != TypeId::kVarchar) return nullptr;
  switch (from.id()) {
    case TypeId::kBoolean: return BooleanToText;
    case TypeId::kInt8: return IntegerToText<int8_t>;
    case TypeId::kInt16: return IntegerToText<int16_t>;
    case TypeId::kInt32: return IntegerToText<int32_t>;
    case TypeId::kInt64: return IntegerToText<int64_t>;
    case TypeId::kInt128: return HugeToText;
    case TypeId::kUInt128: return UnsignedHugeToText;
    case TypeId::kUInt8: return IntegerToText<uint8_t>;
    case TypeId::kUInt16: return IntegerToText<uint16_t>;
    case TypeId::kUInt32: return IntegerToText<uint32_t>;
    case TypeId::kUInt64: return IntegerToText<uint64_t>;
    case TypeId::kFloat32: return FloatToText;
    case TypeId::kFloat64: return DoubleToText;
    case TypeId::kDecimal:
      if (from.physical() == PhysicalType::kInt256) return DecimalToText<Int256>;
      return from.physical() == PhysicalType::kInt64 ? DecimalToText<int64_t>
                                                     : DecimalToText<int128_t>;
    case TypeId::kDate: return DateToText;
    case TypeId::kTime: return TimeToText;
    case TypeId::kTimestamp: return TimestampToText;
    case TypeId::kInterval: return IntervalToText;
    case TypeId::kUuid: return UuidToText;
    case TypeId::kBlob: return BlobToText;
    case TypeId::kBignum: return BignumToText;
    case TypeId::kStruct:
    case TypeId::kUnion:
    case TypeId::kList:
    case TypeId::kMap: return NestedToText;
    default: return nullptr;
  }
}

}  // namespace lakebolt
