#include "vector/order_keys.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace lakebolt {

namespace {

using Bytes = std::vector<uint8_t>;

template <typename T>
void StoreBigEndian(T value, uint8_t* to) {
  for (size_t i = sizeof(T); i-- > 0; value = static_cast<T>(value >> 8)) {
    to[i] = static_cast<uint8_t>(value);
  }
}

void StoreBigEndian(uint64_t value, uint8_t* to) {
  value = __builtin_bswap64(value);
  std::memcpy(to, &value, sizeof(value));
}

uint64_t OrderedBits(double value) {
  // NaN sorts above all numbers, -0 equals 0.
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  if (value == 0) value = 0;
  const auto bits = std::bit_cast<uint64_t>(value);
  return (bits >> 63) != 0 ? ~bits : bits | (uint64_t{1} << 63);
}

/// Returns the bytes of a value of a type, but of texts.
template <typename T>
constexpr size_t KeyBytes() {
  if constexpr (std::is_floating_point_v<T>) {
    return sizeof(double);
  } else if constexpr (std::is_same_v<T, Interval>) {
    return sizeof(Interval().Normalized());
  } else {
    return sizeof(T);
  }
}

template <typename T>
void StoreValue(T value, uint8_t* to) {
  if constexpr (std::is_floating_point_v<T>) {
    StoreBigEndian(OrderedBits(value), to);
  } else if constexpr (std::is_same_v<T, Interval>) {
    StoreValue(value.Normalized(), to);
  } else if constexpr (std::is_same_v<T, int128_t>) {
    StoreBigEndian(static_cast<uint128_t>(value) ^ (static_cast<uint128_t>(1) << 127), to);
  } else if constexpr (std::is_same_v<T, Int256>) {
    StoreBigEndian(value.word(3) ^ (uint64_t{1} << 63), to);
    for (int i = 2; i >= 0; --i) StoreBigEndian(value.word(i), to + (3 - i) * sizeof(uint64_t));
  } else if constexpr (std::is_signed_v<T>) {
    using U = std::make_unsigned_t<T>;
    StoreBigEndian(static_cast<U>(static_cast<U>(value) ^ (U{1} << (sizeof(T) * 8 - 1))), to);
  } else {
    StoreBigEndian(value, to);
  }
}

size_t TextKeyBytes(std::string_view text) {
  return text.size() + static_cast<size_t>(std::count(text.begin(), text.end(), '\0')) + 2;
}

void StoreText(std::string_view text, uint8_t* to) {
  for (const char c : text) {
    *to++ = static_cast<uint8_t>(c);
    if (c == 0) *to++ = 0xFF;
  }
  to[0] = 0;
  to[1] = 0;
}

template <typename T>
void PutValue(T value, Bytes& out) {
  const size_t begin = out.size();
  if constexpr (std::is_same_v<T, StringView>) {
    out.resize(begin + TextKeyBytes(value.view()));
    StoreText(value.view(), out.data() + begin);
  } else {
    out.resize(begin + KeyBytes<T>());
    StoreValue(value, out.data() + begin);
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

/// Adds to `ends` what the values of a column take.
void AddKeyBytes(const Vector& column, uint32_t rows, uint64_t* ends) {
  DispatchPhysical(column.type().physical(), [&]<typename T>() {
    const VectorReader<T> values(column);
    const bool nulls = values.MayHaveNulls();
    for (uint32_t row = 0; row < rows; ++row) {
      ++ends[row];
      if (nulls && values.IsNull(row)) continue;
      if constexpr (std::is_same_v<T, StringView>) {
        ends[row] += TextKeyBytes(values[row].view());
      } else {
        ends[row] += KeyBytes<T>();
      }
    }
  });
}

/// Writes the values of a column, that of a row to `to + at[row]`, and moves these behind them.
void StoreKeys(const OrderKeyColumn& key, uint32_t rows, uint8_t* to, uint64_t* at) {
  DispatchPhysical(key.column->type().physical(), [&]<typename T>() {
    const VectorReader<T> values(*key.column);
    const bool nulls = values.MayHaveNulls();
    for (uint32_t row = 0; row < rows; ++row) {
      const bool null = nulls && values.IsNull(row);
      uint8_t* begin = to + at[row]++;
      *begin++ = null == key.order.nulls_first ? 0 : 1;
      if (null) continue;
      size_t size = 0;
      if constexpr (std::is_same_v<T, StringView>) {
        size = TextKeyBytes(values[row].view());
        StoreText(values[row].view(), begin);
      } else {
        size = KeyBytes<T>();
        StoreValue(values[row], begin);
      }
      at[row] += size;
      if (!key.order.descending) continue;
      for (size_t b = 0; b < size; ++b) begin[b] = static_cast<uint8_t>(~begin[b]);
    }
  });
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

void AppendOrderKeys(const std::vector<OrderKeyColumn>& keys, uint32_t rows,
                     std::vector<uint8_t>& bytes, std::vector<uint64_t>& ends) {
  const auto is_nested = [](const OrderKeyColumn& key) { return key.column->type().IsNested(); };
  const size_t first = ends.size();
  const uint64_t begin = bytes.size();
  if (std::any_of(keys.begin(), keys.end(), is_nested)) {
    for (uint32_t row = 0; row < rows; ++row) {
      for (const OrderKeyColumn& key : keys) AppendOrderKey(*key.column, row, key.order, bytes);
      ends.push_back(bytes.size());
    }
    return;
  }
  ends.resize(first + rows, 0);
  uint64_t* const own = ends.data() + first;
  for (const OrderKeyColumn& key : keys) AddKeyBytes(*key.column, rows, own);
  std::vector<uint64_t> at(rows);
  uint64_t end = begin;
  for (uint32_t row = 0; row < rows; ++row) {
    at[row] = end;
    end += own[row];
    own[row] = end;
  }
  bytes.resize(end);
  for (const OrderKeyColumn& key : keys) StoreKeys(key, rows, bytes.data(), at.data());
}

}  // namespace lakebolt
