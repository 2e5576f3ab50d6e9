#include "exec/sort/leading_code.h"

#include <algorithm>
#include <cstring>

#include "exec/sort/key_code.h"

namespace lakebolt {

namespace {

/// Returns the first eight bytes as a number.
uint64_t TextCode(const StringView& text) {
  uint64_t word = 0;
  std::memcpy(&word, text.data(), std::min<size_t>(text.size(), sizeof(word)));
  return __builtin_bswap64(word);
}

template <typename T>
uint64_t LeadingCode(const T& value) {
  if constexpr (HasNarrowCode<T>) return OrderCode(value);
  if constexpr (HasWideCode<T>) return static_cast<uint64_t>(OrderCode(value) >> 64);
  if constexpr (std::is_same_v<T, StringView>) return TextCode(value);
  return 0;
}

}  // namespace

void LeadingCodes(const Vector& keys, RowSet rows, KeyOrder order, uint64_t* codes) {
  if (keys.type().IsNested()) {
    std::fill_n(codes, rows.count, 0);
    return;
  }
  const uint64_t invert = order.descending ? ~uint64_t{0} : 0;
  const uint64_t null_code = order.nulls_first ? 0 : ~uint64_t{0};
  DispatchPhysical(keys.type().physical(), [&]<typename T>() {
    const VectorReader<T> reader(keys);
    if (!reader.MayHaveNulls()) {
      for (uint32_t i = 0; i < rows.count; ++i) codes[i] = LeadingCode(reader[rows[i]]) ^ invert;
      return;
    }
    for (uint32_t i = 0; i < rows.count; ++i) {
      const uint32_t row = rows[i];
      codes[i] = reader.IsNull(row) ? null_code : LeadingCode(reader[row]) ^ invert;
    }
  });
}

bool HasExactLeadingCodes(const LogicalType& type) {
  if (type.IsNested()) return false;
  return DispatchPhysical(type.physical(), []<typename T>() { return HasNarrowCode<T>; });
}

}  // namespace lakebolt
