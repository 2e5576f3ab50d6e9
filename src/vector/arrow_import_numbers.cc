#include <cmath>
#include <string_view>
#include <type_traits>

#include "vector/arrow_column.h"
#include "vector/dispatch.h"

namespace lakebolt {

namespace {

/// Converts values one by one; NULLs are zero.
template <typename In, typename Out, typename Convert>
Vector ImportConverted(const ArrowColumn& in, const LogicalType& type, Convert convert) {
  Vector out(type, in.count);
  if (in.count == 0) return out;
  const uint8_t* valid = ValidityOf(in);
  const Values<In> from = in.values<In>(1) + in.first();
  Out* to = out.mutable_values<Out>();
  for (uint32_t i = 0; i < in.count; ++i) {
    const bool is_null = valid != nullptr && !BitAt(valid, in.first() + i);
    to[i] = is_null ? Out{} : convert(from[i]);
  }
  return out;
}

float HalfToFloat(uint16_t half) {
  const int exponent = (half >> 10) & 0x1F;
  const int fraction = half & 0x3FF;
  const float sign = (half & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  if (exponent == 31) return fraction == 0 ? sign * INFINITY : NAN;
  return sign * std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
}

/// Copies fixed-width values as they are.
Vector ImportFixed(const ArrowColumn& in, const LogicalType& type) {
  Vector out(type, in.count);
  const size_t width = PhysicalWidth(type.physical());
  if (in.count > 0) {
    std::memcpy(out.mutable_values<uint8_t>(),
                in.buffer<uint8_t>(1) + static_cast<size_t>(in.first()) * width, in.count * width);
  }
  return out;
}

Vector ImportDecimal(const ArrowColumn& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  if (format.ends_with(",32")) {
    return ImportConverted<int32_t, int64_t>(in, type, [](int32_t v) { return v; });
  }
  if (format.ends_with(",64")) {
    return ImportConverted<int64_t, int64_t>(in, type, [](int64_t v) { return v; });
  }
  if (format.ends_with(",256")) {
    if (type.physical() == PhysicalType::kInt256) return ImportFixed(in, type);
    return DispatchPhysical(type.physical(), [&]<typename T>() -> Vector {
      if constexpr (std::is_same_v<T, int64_t> || std::is_same_v<T, int128_t>) {
        return ImportConverted<Int256, T>(in, type, [&](const Int256& v) {
          const auto narrow = static_cast<T>(v);
          if (Int256(narrow) != v) in.Corrupt("a decimal that is larger than its type");
          return narrow;
        });
      } else {
        throw InternalError("decimal of an unknown layout");
      }
    });
  }
  if (type.physical() == PhysicalType::kInt128) return ImportFixed(in, type);
  return ImportConverted<int128_t, int64_t>(in, type, [&](int128_t v) {
    const auto narrow = static_cast<int64_t>(v);
    if (narrow != v) in.Corrupt("a decimal that is larger than its type");
    return narrow;
  });
}

Vector ImportBooleans(const ArrowColumn& in) {
  Vector out(TypeId::kBoolean, in.count);
  const auto* bits = in.buffer<uint8_t>(1);
  for (uint32_t i = 0; i < in.count; ++i) {
    out.mutable_values<uint8_t>()[i] = BitAt(bits, in.first() + i) ? 1 : 0;
  }
  return out;
}

Vector ImportTemporal(const ArrowColumn& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  if (format == "tdm") {
    constexpr int64_t kPerDay = 86'400'000;
    return ImportConverted<int64_t, int32_t>(in, type, [&](int64_t v) {
      const int64_t days = v / kPerDay - (v % kPerDay < 0 ? 1 : 0);
      if (days != static_cast<int32_t>(days)) in.Corrupt("a day that is out of range");
      return static_cast<int32_t>(days);
    });
  }
  if (format == "tts" || format == "ttm") {
    const int64_t factor = format == "tts" ? 1'000'000 : 1'000;
    return ImportConverted<int32_t, int64_t>(in, type, [=](int32_t v) { return v * factor; });
  }
  if (format.starts_with("tD")) {
    int64_t factor = 1;
    for (const char c : std::string_view("num")) {
      if (format[2] == c) break;
      factor *= 1000;
    }
    return ImportConverted<int64_t, Interval>(in, type, [&](int64_t v) {
      Interval interval{0, 0, 0};
      if (__builtin_mul_overflow(v, factor, &interval.nanos)) in.Corrupt("a duration too long");
      return interval;
    });
  }
  return ImportFixed(in, type);
}

}  // namespace

Vector ImportNumbers(const ArrowColumn& in, const LogicalType& type) {
  const std::string_view format = in.schema.format;
  if (type.id() == TypeId::kBoolean) return ImportBooleans(in);
  if (type.id() == TypeId::kDecimal) return ImportDecimal(in, type);
  if (format == "e") return ImportConverted<uint16_t, float>(in, type, HalfToFloat);
  return format.starts_with("t") ? ImportTemporal(in, type) : ImportFixed(in, type);
}

}  // namespace lakebolt
