#include "vector/order_key.h"

#include <bit>
#include <cmath>
#include <limits>

namespace lakebolt {

namespace {

using Bytes = std::vector<uint8_t>;

template <typename T>
void PutBigEndian(T value, Bytes& out) {
  for (int shift = static_cast<int>(sizeof(T) * 8) - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<uint8_t>(value >> shift));
  }
}

void PutDouble(double value, Bytes& out) {
  // NaN sorts above all numbers, -0 equals 0.
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  if (value == 0) value = 0;
  auto bits = std::bit_cast<uint64_t>(value);
  bits = (bits >> 63) != 0 ? ~bits : bits | (uint64_t{1} << 63);
  PutBigEndian(bits, out);
}

void PutString(std::string_view text, Bytes& out) {
  for (const char c : text) {
    out.push_back(static_cast<uint8_t>(c));
    if (c == 0) out.push_back(0xFF);
  }
  out.push_back(0);
  out.push_back(0);
}

template <typename T>
void PutValue(T value, Bytes& out) {
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
    PutDouble(value, out);
  } else if constexpr (std::is_same_v<T, StringView>) {
    PutString(value.view(), out);
  } else if constexpr (std::is_same_v<T, Interval>) {
    PutValue(value.Normalized(), out);
  } else if constexpr (std::is_same_v<T, int128_t>) {
    PutBigEndian(static_cast<uint128_t>(value) ^ (static_cast<uint128_t>(1) << 127), out);
  } else if constexpr (std::is_same_v<T, Int256>) {
    PutBigEndian(value.word(3) ^ (uint64_t{1} << 63), out);
    for (int i = 2; i >= 0; --i) PutBigEndian(value.word(i), out);
  } else if constexpr (std::is_signed_v<T>) {
    using U = std::make_unsigned_t<T>;
    PutBigEndian(static_cast<U>(static_cast<U>(value) ^ (U{1} << (sizeof(T) * 8 - 1))), out);
  } else {
    PutBigEndian(value, out);
  }
}

/// Appends the value of one row of any type, without the NULL byte.
void PutRow(const Vector& vector, uint32_t row, Bytes& out);

void PutNullable(const Vector& vector, uint32_t row, Bytes& out) {
  const bool null = vector.IsNull(row);
  out.push_back(null ? 1 : 0);  // inside nested values NULL sorts last
  if (!null) PutRow(vector, row, out);
}

void PutNested(const Vector& flat, uint32_t row, Bytes& out) {
  if (flat.type().physical() == PhysicalType::kStruct) {
    for (const Vector& child : flat.children()) PutNullable(child, row, out);
    return;
  }
  const ListEntry entry = flat.values<ListEntry>()[row];
  for (uint32_t i = 0; i < entry.length; ++i) {
    out.push_back(1);
    PutNullable(flat.children()[0], entry.offset + i, out);
  }
  out.push_back(0);
}

void PutRow(const Vector& vector, uint32_t row, Bytes& out) {
  if (vector.type().IsNested()) {
    if (vector.IsDictionary()) {
      PutNested(vector.dictionary(), vector.codes()[row], out);
    } else {
      PutNested(vector, vector.IsConstant() ? 0 : row, out);
    }
    return;
  }
  DispatchPhysical(vector.type().physical(),
                   [&]<typename T>() { PutValue(VectorReader<T>(vector)[row], out); });
}

}  // namespace

void AppendOrderKey(const Vector& vector, uint32_t row, KeyOrder order, std::vector<uint8_t>& out) {
  const bool null = vector.IsNull(row);
  // The NULL byte stands outside the inversion: NULLS FIRST holds for both directions.
  out.push_back(null == order.nulls_first ? 0 : 1);
  if (null) return;
  const size_t begin = out.size();
  PutRow(vector, row, out);
  if (!order.descending) return;
  for (size_t b = begin; b < out.size(); ++b) out[b] = ~out[b];
}

}  // namespace lakebolt
