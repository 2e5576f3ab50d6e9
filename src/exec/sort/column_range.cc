#include "exec/sort/column_range.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "exec/sort/key_code.h"

namespace lakebolt {

namespace {

uint32_t SharedBytes(const StringView& a, const StringView& b) {
  const uint32_t size = std::min(a.size(), b.size());
  const char* x = a.data();
  const char* y = b.data();
  uint32_t i = 0;
  for (; i + 8 <= size; i += 8) {
    uint64_t v = 0;
    uint64_t w = 0;
    std::memcpy(&v, x + i, 8);
    std::memcpy(&w, y + i, 8);
    if (v != w) return i + static_cast<uint32_t>(std::countr_zero(v ^ w)) / 8;
  }
  while (i < size && x[i] == y[i]) ++i;
  return i;
}

/// Finds the bounds of the codes of rows that are not NULL.
template <typename T, typename Code>
void AddNumbers(const Vector& column, uint32_t begin, uint32_t end, ColumnRange& range) {
  const VectorReader<T> values(column);
  Code least = ~Code{0};
  Code greatest = 0;
  if (!values.MayHaveNulls()) {
    for (uint32_t row = begin; row < end; ++row) {
      const Code code = OrderCode(values[row]);
      least = std::min(least, code);
      greatest = std::max(greatest, code);
    }
    range.has_values = range.has_values || begin < end;
  } else {
    for (uint32_t row = begin; row < end; ++row) {
      if (values.IsNull(row)) {
        range.has_nulls = true;
        continue;
      }
      range.has_values = true;
      const Code code = OrderCode(values[row]);
      least = std::min(least, code);
      greatest = std::max(greatest, code);
    }
  }
  range.least = std::min<uint128_t>(range.least, least);
  range.greatest = std::max<uint128_t>(range.greatest, greatest);
}

}  // namespace

void ColumnRange::Add(const Vector& column, uint32_t begin, uint32_t end,
                      const StringView& reference) {
  const PhysicalType type = column.type().physical();
  if (type == PhysicalType::kString) return AddTexts(column, begin, end, reference);
  if (!column.type().IsNested()) {
    const bool has_codes = DispatchPhysical(type, [&]<typename T>() {
      if constexpr (HasNarrowCode<T>) AddNumbers<T, uint64_t>(column, begin, end, *this);
      if constexpr (HasWideCode<T>) AddNumbers<T, uint128_t>(column, begin, end, *this);
      return HasNarrowCode<T> || HasWideCode<T>;
    });
    if (has_codes) return;
  }
  for (uint32_t row = begin; row < end; ++row) {
    const bool null = column.IsNull(row);
    has_nulls = has_nulls || null;
    has_values = has_values || !null;
  }
}

void ColumnRange::AddTexts(const Vector& column, uint32_t begin, uint32_t end,
                           const StringView& reference) {
  const VectorReader<StringView> texts(column);
  const bool nulls = texts.MayHaveNulls();
  for (uint32_t row = begin; row < end; ++row) {
    if (nulls && texts.IsNull(row)) {
      has_nulls = true;
      continue;
    }
    has_values = true;
    const StringView& text = texts[row];
    const uint32_t same = SharedBytes(text, reference);
    if (same < shared) Share(same, reference);
    longest = std::max(longest, text.size());
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const uint32_t most = std::min(text.size(), shared + kMostBytes);
    for (uint32_t i = same; i < most; ++i) {
      least_byte = std::min(least_byte, bytes[i]);
      greatest_byte = std::max(greatest_byte, bytes[i]);
    }
  }
}

void ColumnRange::Share(uint32_t count, const StringView& reference) {
  // What is not shared by all any more counts among the bytes behind.
  const auto* bytes = reinterpret_cast<const uint8_t*>(reference.data());
  const uint32_t most = std::min(shared, reference.size());
  for (uint32_t i = count; i < most; ++i) {
    least_byte = std::min(least_byte, bytes[i]);
    greatest_byte = std::max(greatest_byte, bytes[i]);
  }
  shared = count;
}

void ColumnRange::Merge(const ColumnRange& other, const StringView& reference) {
  has_values = has_values || other.has_values;
  has_nulls = has_nulls || other.has_nulls;
  least = std::min(least, other.least);
  greatest = std::max(greatest, other.greatest);
  longest = std::max(longest, other.longest);
  least_byte = std::min(least_byte, other.least_byte);
  greatest_byte = std::max(greatest_byte, other.greatest_byte);
  // Of two different counts the longer one's own bytes fall behind the shorter.
  if (other.shared < shared) {
    Share(other.shared, reference);
  } else if (shared < other.shared) {
    ColumnRange longer = other;
    longer.Share(shared, reference);
    least_byte = std::min(least_byte, longer.least_byte);
    greatest_byte = std::max(greatest_byte, longer.greatest_byte);
  }
}

}  // namespace lakebolt
