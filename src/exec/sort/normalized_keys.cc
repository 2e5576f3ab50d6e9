#include "exec/sort/normalized_keys.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "vector/compare_rows.h"

namespace lakebolt {

namespace {

/// Counts the bytes of a text that its key holds where some are longer than kWholeText.
constexpr uint32_t kTextPrefix = 12;
/// Texts up to so many bytes are held whole, so that no comparison looks at the values.
constexpr uint32_t kWholeText = 32;

template <typename T>
concept PlainNumber =
    std::is_integral_v<T> || std::is_same_v<T, int128_t> || std::is_same_v<T, uint128_t>;

/// Returns how many bytes of each text in a column its keys hold.
uint32_t TextBytes(const Vector& column, uint32_t rows) {
  const VectorReader<StringView> texts(column);
  uint32_t longest = 0;
  for (uint32_t row = 0; row < rows; ++row) {
    if (texts.IsNull(row)) continue;
    longest = std::max(longest, texts[row].size());
    if (longest > kWholeText) return kTextPrefix;
  }
  return longest;
}

/// Returns how many bytes of key a column takes behind the NULL byte. Behind a text's bytes one
/// more says how many there are.
uint32_t KeyWidth(const Vector& column, uint32_t rows) {
  const PhysicalType type = column.type().physical();
  if (type == PhysicalType::kList || type == PhysicalType::kStruct) return 0;
  return DispatchPhysical(type, [&]<typename T>() -> uint32_t {
    if constexpr (std::is_same_v<T, StringView>) return TextBytes(column, rows) + 1;
    if constexpr (std::is_same_v<T, Interval>) return sizeof(int128_t);
    if constexpr (PlainNumber<T> || std::is_floating_point_v<T>) return sizeof(T);
    return 0;
  });
}

template <typename U>
void StoreBigEndian(U value, uint8_t* out) {
  if constexpr (sizeof(U) == 16) {
    StoreBigEndian(static_cast<uint64_t>(value >> 64), out);
    StoreBigEndian(static_cast<uint64_t>(value), out + 8);
  } else {
    if constexpr (sizeof(U) == 8) value = __builtin_bswap64(value);
    if constexpr (sizeof(U) == 4) value = __builtin_bswap32(value);
    if constexpr (sizeof(U) == 2) value = __builtin_bswap16(value);
    std::memcpy(out, &value, sizeof(U));
  }
}

uint64_t DoubleBits(double value) {
  // NaN sorts above all numbers, -0 equals 0.
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  if (value == 0) value = 0;
  const auto bits = std::bit_cast<uint64_t>(value);
  return (bits >> 63) != 0 ? ~bits : bits | (uint64_t{1} << 63);
}

uint32_t FloatBits(float value) {
  if (std::isnan(value)) value = std::numeric_limits<float>::quiet_NaN();
  if (value == 0) value = 0;
  const auto bits = std::bit_cast<uint32_t>(value);
  return (bits >> 31) != 0 ? ~bits : bits | (uint32_t{1} << 31);
}

template <typename T>
void StoreKey([[maybe_unused]] T value, [[maybe_unused]] uint8_t* out) {
  if constexpr (std::is_same_v<T, double>) {
    StoreBigEndian(DoubleBits(value), out);
  } else if constexpr (std::is_same_v<T, float>) {
    StoreBigEndian(FloatBits(value), out);
  } else if constexpr (std::is_same_v<T, Interval>) {
    StoreKey(value.Normalized(), out);
  } else if constexpr (std::is_same_v<T, int128_t>) {
    StoreBigEndian(static_cast<uint128_t>(value) ^ (static_cast<uint128_t>(1) << 127), out);
  } else if constexpr (std::is_same_v<T, uint128_t>) {
    StoreBigEndian(value, out);
  } else if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    auto bits = static_cast<U>(value);
    if constexpr (std::is_signed_v<T>) bits = static_cast<U>(bits ^ (U{1} << (sizeof(T) * 8 - 1)));
    StoreBigEndian(bits, out);
  }
}

/// Stores the beginning of a text, at most `most` bytes; returns whether that is all of it.
bool StoreText(const StringView& text, uint32_t most, uint8_t* out) {
  const uint32_t size = std::min(text.size(), most);
  std::memcpy(out, text.data(), size);
  // The count tells "a" from "a\0", and whether there is more.
  out[most] = static_cast<uint8_t>(std::min(text.size(), most + 1));
  return text.size() <= most;
}

}  // namespace

NormalizedKeys::NormalizedKeys(std::vector<OrderColumn> columns, uint32_t rows)
    : columns_(std::move(columns)), rows_(rows) {
  uint32_t bytes = 0;
  uint32_t first_variable_end = std::numeric_limits<uint32_t>::max();
  for (const OrderColumn& column : columns_) {
    offsets_.push_back(bytes);
    const uint32_t width = KeyWidth(column.values, rows);
    widths_.push_back(width);
    bytes += 1 + width;
    if (width == 0 || column.values.type().physical() == PhysicalType::kString) {
      first_variable_end = std::min(first_variable_end, bytes);
    }
    if (width == 0) has_long_ = true;
  }
  words_ = (bytes + 7) / 8;
  safe_words_ = std::min(words_, first_variable_end / 8);
  keys_ = Buffer::Allocate(size_t{rows} * words_ * sizeof(uint64_t));
}

bool NormalizedKeys::Encode(uint32_t begin, uint32_t end) {
  const size_t stride = size_t{words_} * sizeof(uint64_t);
  std::memset(keys_->data() + begin * stride, 0, (end - begin) * stride);
  bool exact = true;
  for (size_t c = 0; c < columns_.size(); ++c) {
    exact = EncodeColumn(c, begin, end) && exact;
  }
  auto* words = keys_->as<uint64_t>();
  for (size_t w = size_t{begin} * words_; w < size_t{end} * words_; ++w) {
    words[w] = __builtin_bswap64(words[w]);
  }
  if (!exact) has_long_.store(true, std::memory_order_relaxed);
  return exact;
}

bool NormalizedKeys::EncodeColumn(size_t index, uint32_t begin, uint32_t end) {
  const OrderColumn& column = columns_[index];
  const uint32_t width = widths_[index];
  const size_t stride = size_t{words_} * sizeof(uint64_t);
  uint8_t* out = keys_->data() + begin * stride + offsets_[index];
  const bool nulls = column.values.MayHaveNulls();
  // The NULL byte stands outside the inversion: NULLS FIRST holds for both directions.
  const uint8_t null_byte = column.nulls_first ? 0 : 1;
  if (width == 0) {
    for (uint32_t row = begin; row < end; ++row, out += stride) {
      *out = column.values.IsNull(row) ? null_byte : 1 - null_byte;
    }
    return false;
  }
  const uint8_t invert = column.descending ? 0xFF : 0;
  bool exact = true;
  DispatchPhysical(column.values.type().physical(), [&]<typename T>() {
    const VectorReader<T> reader(column.values);
    for (uint32_t row = begin; row < end; ++row, out += stride) {
      if (nulls && reader.IsNull(row)) {
        *out = null_byte;
        continue;
      }
      *out = 1 - null_byte;
      if constexpr (std::is_same_v<T, StringView>) {
        exact = StoreText(reader[row], width - 1, out + 1) && exact;
      } else {
        StoreKey(reader[row], out + 1);
      }
      if (invert != 0) {
        for (uint32_t b = 1; b <= width; ++b) out[b] ^= invert;
      }
    }
  });
  return exact;
}

int NormalizedKeys::CompareValues(uint32_t a, uint32_t b) const {
  for (const OrderColumn& column : columns_) {
    const bool a_null = column.values.IsNull(a);
    const bool b_null = column.values.IsNull(b);
    if (a_null || b_null) {
      if (a_null == b_null) continue;
      return a_null == column.nulls_first ? -1 : 1;
    }
    const int order = CompareRows(column.values, a, column.values, b);
    if (order != 0) return column.descending ? -order : order;
  }
  return 0;
}

}  // namespace lakebolt
