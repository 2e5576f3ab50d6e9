#include "format/parquet/value_conversion.h"

#include <cstring>

#include "format/parquet/corrupt.h"
#include "format/parquet/encoding/value_decoder.h"
#include "types/physical.h"
#include "types/uuid.h"
#include "vector/dispatch.h"

namespace lakebolt::parquet_format {

namespace {

template <typename From, typename To>
void CastEach(const uint8_t* in, uint32_t count, uint8_t* out) {
  const auto* from = reinterpret_cast<const From*>(in);
  auto* to = reinterpret_cast<To*>(out);
  for (uint32_t i = 0; i < count; ++i) to[i] = static_cast<To>(from[i]);
}

/// Casts to the leaf's physical type (only integers come here).
template <typename From>
void CastIntegers(const Leaf& leaf, const uint8_t* in, uint32_t count, uint8_t* out) {
  DispatchPhysical(leaf.type.physical(), [&]<typename To>() {
    if constexpr (WholeNumber<To>) {
      CastEach<From, To>(in, count, out);
    }
  });
}

/// Reads a big-endian two's complement number.
template <typename T>
T ReadBigEndian(const uint8_t* bytes, uint32_t width) {
  // Leading bytes beyond T's width may only repeat the sign.
  while (width > sizeof(T)) {
    const uint8_t sign = (bytes[1] & 0x80) != 0 ? 0xFF : 0;
    if (*bytes != sign) ThrowCorruptBytes("a decimal is larger than its type");
    ++bytes;
    --width;
  }
  if (width == 0) return 0;
  if constexpr (std::is_same_v<T, Int256>) {
    Int256 value = (bytes[0] & 0x80) != 0 ? Int256(-1) : Int256(0);
    for (uint32_t i = 0; i < width; ++i) value = value * Int256(256) + Int256(bytes[i]);
    return value;
  } else {
    using Unsigned = std::conditional_t<sizeof(T) == 16, uint128_t, uint64_t>;
    Unsigned value = (bytes[0] & 0x80) != 0 ? ~Unsigned{0} : 0;
    for (uint32_t i = 0; i < width; ++i) value = (value << 8) | bytes[i];
    return static_cast<T>(value);
  }
}

uint64_t LoadBigEndian(const uint8_t* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
  return __builtin_bswap64(word);
}

/// Reads fixed-width numbers of up to 8 bytes; up to 8 bytes behind the last one are read, too.
void ConvertShort(const uint8_t* in, uint32_t width, uint32_t count, int64_t* out) {
  const uint32_t shift = 64 - 8 * width;
  for (uint32_t i = 0; i < count; ++i) {
    out[i] = static_cast<int64_t>(LoadBigEndian(in + size_t{i} * width)) >> shift;
  }
}

/// Reads fixed-width numbers of up to 16 bytes; up to 16 bytes behind the last one are read, too.
template <typename T>
void ConvertLong(const uint8_t* in, uint32_t width, uint32_t count, T* out) {
  const uint32_t shift = 128 - 8 * width;
  for (uint32_t i = 0; i < count; ++i) {
    const uint8_t* bytes = in + size_t{i} * width;
    const uint128_t word = (uint128_t{LoadBigEndian(bytes)} << 64) | LoadBigEndian(bytes + 8);
    const int128_t value = static_cast<int128_t>(word) >> shift;
    out[i] = static_cast<T>(value);
    if (out[i] != value) ThrowCorruptBytes("a decimal is larger than its type");
  }
}

/// Reads fixed-width numbers; false where that takes the general way.
template <typename T>
bool ConvertFixed(const uint8_t* in, uint32_t width, uint32_t count, T* out) {
  if constexpr (std::is_same_v<T, Int256>) {
    return false;
  } else {
    if (width == 0 || width > sizeof(int128_t)) return false;
    if constexpr (sizeof(T) == sizeof(int64_t)) {
      if (width <= sizeof(int64_t)) {
        ConvertShort(in, width, count, out);
        return true;
      }
    }
    ConvertLong(in, width, count, out);
    return true;
  }
}

template <typename T>
void ConvertDecimals(const Leaf& leaf, const uint8_t* in, uint32_t count, uint8_t* out) {
  auto* to = reinterpret_cast<T*>(out);
  if (leaf.physical == PhysicalKind::kFixed) {
    const uint32_t width = leaf.fixed_width;
    if (ConvertFixed(in, width, count, to)) return;
    for (uint32_t i = 0; i < count; ++i) to[i] = ReadBigEndian<T>(in + size_t{i} * width, width);
    return;
  }
  const auto* views = reinterpret_cast<const StringView*>(in);
  for (uint32_t i = 0; i < count; ++i) {
    to[i] = ReadBigEndian<T>(reinterpret_cast<const uint8_t*>(views[i].data()), views[i].size());
  }
}

void ConvertInt96(const uint8_t* in, uint32_t count, uint8_t* out) {
  constexpr int64_t kJulianDayOfEpoch = 2440588;
  constexpr int64_t kMicrosPerDay = 86'400'000'000;
  constexpr size_t kWidth = 12;
  auto* to = reinterpret_cast<int64_t*>(out);
  for (uint32_t i = 0; i < count; ++i) {
    int64_t nanos;
    int32_t julian;
    std::memcpy(&nanos, in + i * kWidth, 8);
    std::memcpy(&julian, in + i * kWidth + 8, 4);
    const int64_t micros = nanos / 1000 - (nanos % 1000 < 0 ? 1 : 0);
    int64_t days_in_micros;
    if (__builtin_mul_overflow(static_cast<uint32_t>(julian) - kJulianDayOfEpoch, kMicrosPerDay,
                               &days_in_micros) ||
        __builtin_add_overflow(days_in_micros, micros, &to[i])) {
      ThrowCorruptBytes("an INT96 timestamp is beyond what microseconds since 1970 can hold");
    }
  }
}

float HalfToFloat(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000) << 16;
  const uint32_t exponent = (half >> 10) & 0x1F;
  const uint32_t mantissa = half & 0x3FF;
  uint32_t bits;
  if (exponent == 0x1F) {
    bits = sign | 0x7F800000 | (mantissa << 13);
  } else if (exponent != 0) {
    bits = sign | ((exponent + 112) << 23) | (mantissa << 13);
  } else {
    // Subnormal: the mantissa counts 2^-24.
    const float magnitude = static_cast<float>(mantissa) * (1.0F / 16777216.0F);
    std::memcpy(&bits, &magnitude, sizeof(bits));
    bits |= sign;
  }
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

void ConvertHalves(const uint8_t* in, uint32_t count, uint8_t* out) {
  auto* to = reinterpret_cast<float*>(out);
  for (uint32_t i = 0; i < count; ++i) {
    uint16_t half;
    std::memcpy(&half, in + size_t{i} * sizeof(half), sizeof(half));
    to[i] = HalfToFloat(half);
  }
}

void ConvertUuids(const uint8_t* in, uint32_t count, uint8_t* out) {
  auto* to = reinterpret_cast<int128_t*>(out);
  for (uint32_t i = 0; i < count; ++i) {
    to[i] = UuidFromBytes(in + size_t{i} * sizeof(int128_t));
  }
}

void ConvertIntervals(const uint8_t* in, uint32_t count, uint8_t* out) {
  constexpr int64_t kNanosPerMilli = 1'000'000;
  auto* to = reinterpret_cast<Interval*>(out);
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t parts[3];
    std::memcpy(parts, in + size_t{i} * sizeof(parts), sizeof(parts));
    to[i] = {static_cast<int32_t>(parts[0]), static_cast<int32_t>(parts[1]),
             parts[2] * kNanosPerMilli};
  }
}

void ConvertMillis(const uint8_t* in, uint32_t count, uint8_t* out) {
  constexpr int64_t kMicrosPerMilli = 1000;
  const auto* from = reinterpret_cast<const int32_t*>(in);
  auto* to = reinterpret_cast<int64_t*>(out);
  for (uint32_t i = 0; i < count; ++i) to[i] = from[i] * kMicrosPerMilli;
}

void ConvertBytes(const Leaf& leaf, const uint8_t* in, uint32_t count, uint8_t* out) {
  auto* to = reinterpret_cast<StringView*>(out);
  for (uint32_t i = 0; i < count; ++i) {
    const uint8_t* bytes = in + size_t{i} * leaf.fixed_width;
    to[i] = StringView(reinterpret_cast<const char*>(bytes), leaf.fixed_width);
  }
}

}  // namespace

void ConvertValues(const Leaf& leaf, const uint8_t* in, uint32_t count, uint8_t* out) {
  switch (leaf.conversion) {
    case Conversion::kNone: std::memcpy(out, in, size_t{count} * DecodedWidth(leaf)); return;
    case Conversion::kNarrow:
    case Conversion::kWiden: CastIntegers<int32_t>(leaf, in, count, out); return;
    case Conversion::kWidenInt64: CastIntegers<int64_t>(leaf, in, count, out); return;
    case Conversion::kMillisToMicros: ConvertMillis(in, count, out); return;
    case Conversion::kInt96: ConvertInt96(in, count, out); return;
    case Conversion::kDecimal:
      switch (leaf.type.physical()) {
        case PhysicalType::kInt64: ConvertDecimals<int64_t>(leaf, in, count, out); return;
        case PhysicalType::kInt128: ConvertDecimals<int128_t>(leaf, in, count, out); return;
        default: ConvertDecimals<Int256>(leaf, in, count, out); return;
      }
    case Conversion::kHalf: ConvertHalves(in, count, out); return;
    case Conversion::kUuid: ConvertUuids(in, count, out); return;
    case Conversion::kInterval: ConvertIntervals(in, count, out); return;
    case Conversion::kBytes: ConvertBytes(leaf, in, count, out); return;
  }
}

}  // namespace lakebolt::parquet_format
