#include "exec/sort/key_packer.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "exec/sort/key_code.h"
#include "exec/sort/row_sorter.h"
#include "vector/compare_rows.h"

namespace lakebolt {

namespace {

/// A dictionary is sorted where so many rows come to an entry.
constexpr uint32_t kRowsPerEntry = 4;

uint32_t BitWidth(uint128_t value) {
  const auto high = static_cast<uint64_t>(value >> 64);
  if (high != 0) return 64 + static_cast<uint32_t>(std::bit_width(high));
  return static_cast<uint32_t>(std::bit_width(static_cast<uint64_t>(value)));
}

uint64_t Ones(uint32_t bits) {
  return bits == 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
}

/// Tells whether rows of the column are sorted by the ranks of their dictionary's entries.
bool GoesByRank(const Vector& column, uint32_t rows) {
  return column.IsDictionary() && column.type().physical() == PhysicalType::kString &&
         column.dictionary().size() > 0 && column.dictionary().size() <= rows / kRowsPerEntry;
}

StringView FirstText(const Vector& column, uint32_t rows) {
  if (column.type().physical() != PhysicalType::kString) return {};
  const VectorReader<StringView> texts(column);
  for (uint32_t row = 0; row < rows; ++row) {
    if (!texts.IsNull(row)) return texts[row];
  }
  return {};
}

}  // namespace

KeyPacker::KeyPacker(std::vector<OrderColumn> columns, uint32_t rows)
    : columns_(std::move(columns)), rows_(rows), ranges_(columns_.size()), ranks_(columns_.size()) {
  for (const OrderColumn& column : columns_) {
    references_.push_back(FirstText(column.values, rows));
  }
}

void KeyPacker::Analyze(uint32_t begin, uint32_t end) {
  for (size_t c = 0; c < columns_.size(); ++c) {
    const Vector& column = columns_[c].values;
    if (GoesByRank(column, rows_)) continue;
    ColumnRange range;
    if (column.IsConstant() && begin < end) {
      range.Add(column, 0, 1, references_[c]);
    } else {
      range.Add(column, begin, end, references_[c]);
    }
    const std::lock_guard lock(mutex_);
    ranges_[c].Merge(range, references_[c]);
  }
}

void KeyPacker::Plan() {
  for (uint32_t c = 0; c < columns_.size() && first_cut_ == c; ++c) {
    if (AddColumn(c)) ++first_cut_;
  }
  uint32_t behind = bits_;
  for (Field& field : fields_) {
    behind -= field.bits;
    field.shift = behind;
  }
}

/// Returns whether the column is there in full.
bool KeyPacker::AddColumn(uint32_t column) {
  const Vector& values = columns_[column].values;
  if (GoesByRank(values, rows_)) {
    ranges_[column].has_nulls = values.MayHaveNulls();
    ranges_[column].has_values = true;
  }
  const ColumnRange& range = ranges_[column];
  if (range.has_nulls) {
    Field null;
    null.column = column;
    null.bits = 1;
    if (!AddField(null)) return false;
  }
  if (!range.has_values) return true;
  if (GoesByRank(values, rows_)) {
    RankDictionary(column);
    Field rank;
    rank.kind = FieldKind::kRank;
    rank.column = column;
    rank.bits = BitWidth(values.dictionary().size() - 1);
    return AddField(rank);
  }
  if (values.type().physical() == PhysicalType::kString) return AddText(column);
  if (values.type().IsNested() || range.least > range.greatest) return false;
  return AddNumber(column);
}

bool KeyPacker::AddField(Field field) {
  const uint32_t room = kMostBits - bits_;
  const bool fits = field.bits <= room;
  if (!fits) {
    field.dropped = field.bits - room;
    field.bits = room;
  }
  if (field.bits > 0) {
    bits_ += field.bits;
    fields_.push_back(field);
  }
  return fits;
}

bool KeyPacker::AddNumber(uint32_t column) {
  Field field;
  field.column = column;
  const uint32_t bits = BitWidth(ranges_[column].greatest - ranges_[column].least);
  if (bits > 64) {
    field.kind = FieldKind::kHighHalf;
    field.bits = bits - 64;
    if (!AddField(field)) return false;
  }
  field.kind = FieldKind::kNumber;
  field.bits = std::min(bits, 64U);
  return AddField(field);
}

uint32_t KeyPacker::BitsPerByte(uint32_t column) const {
  const ColumnRange& range = ranges_[column];
  // One more than there are bytes: 0 stands for the end.
  return BitWidth(uint128_t{range.greatest_byte} - range.least_byte + 1);
}

bool KeyPacker::AddText(uint32_t column) {
  const ColumnRange& range = ranges_[column];
  if (range.longest <= range.shared) return true;  // all are the same
  const uint32_t per_byte = BitsPerByte(column);
  for (uint32_t at = range.shared; at < range.longest;) {
    Field field;
    field.kind = FieldKind::kText;
    field.column = column;
    field.first_byte = at;
    field.byte_count =
        std::min({range.longest - at, 64 / per_byte, (kMostBits - bits_) / per_byte});
    // Behind these bytes the range does not say which there are.
    const uint32_t seen = range.shared + ColumnRange::kMostBytes - at;
    field.byte_count = std::min(field.byte_count, seen);
    if (field.byte_count == 0) {
      cut_byte_ = at;
      return false;
    }
    field.bits = field.byte_count * per_byte;
    AddField(field);
    at += field.byte_count;
  }
  return true;
}

void KeyPacker::RankDictionary(uint32_t column) {
  const Vector& dictionary = columns_[column].values.dictionary();
  RowSorter sorter({{dictionary, false, false}}, dictionary.size(), 1);
  sorter.SortAll();
  std::vector<uint32_t>& ranks = ranks_[column];
  ranks.resize(dictionary.size());
  uint32_t rank = 0;
  const std::vector<uint32_t>& order = sorter.order();
  for (uint32_t i = 0; i < order.size(); ++i) {
    // Equal entries share a rank.
    if (i > 0 && CompareRows(dictionary, order[i - 1], dictionary, order[i]) != 0) ++rank;
    ranks[order[i]] = rank;
  }
}

void KeyPacker::FieldCodes(const Field& field, uint32_t begin, uint32_t end,
                           uint64_t* codes) const {
  const OrderColumn& column = columns_[field.column];
  switch (field.kind) {
    case FieldKind::kNull: return NullCodes(field, begin, end, codes);
    case FieldKind::kNumber:
    case FieldKind::kHighHalf: NumberCodes(field, begin, end, codes); break;
    case FieldKind::kText: TextCodes(field, begin, end, codes); break;
    case FieldKind::kRank: {
      const uint32_t* entries = column.values.codes();
      const uint32_t* ranks = ranks_[field.column].data();
      for (uint32_t row = begin; row < end; ++row) {
        codes[row - begin] = ranks[entries[row]] >> field.dropped;
      }
      break;
    }
  }
  if (column.descending) {
    const uint64_t mask = Ones(field.bits);
    for (uint32_t i = 0; i < end - begin; ++i) codes[i] ^= mask;
  }
  if (!ranges_[field.column].has_nulls) return;
  for (uint32_t row = begin; row < end; ++row) {
    if (column.values.IsNull(row)) codes[row - begin] = 0;
  }
}

void KeyPacker::NullCodes(const Field& field, uint32_t begin, uint32_t end, uint64_t* codes) const {
  // Outside the inversion: NULLS FIRST holds for both directions.
  const OrderColumn& column = columns_[field.column];
  for (uint32_t row = begin; row < end; ++row) {
    codes[row - begin] = column.values.IsNull(row) != column.nulls_first ? 1 : 0;
  }
}

void KeyPacker::NumberCodes(const Field& field, uint32_t begin, uint32_t end,
                            uint64_t* codes) const {
  const uint128_t least = ranges_[field.column].least;
  const Vector& column = columns_[field.column].values;
  const uint32_t drop = field.dropped + (field.kind == FieldKind::kHighHalf ? 64 : 0);
  const uint64_t mask = Ones(field.bits);
  DispatchPhysical(column.type().physical(), [&]<typename T>() {
    const VectorReader<T> values(column);
    if constexpr (HasNarrowCode<T>) {
      const auto base = static_cast<uint64_t>(least);
      if (values.IsFlat()) {
        const T* flat = values.values() + begin;
        for (uint32_t i = 0; i < end - begin; ++i) {
          codes[i] = ((OrderCode(flat[i]) - base) >> drop) & mask;
        }
      } else {
        const bool empty = column.IsDictionary() && column.dictionary().size() == 0;
        for (uint32_t row = begin; row < end; ++row) {
          const uint64_t code = empty ? 0 : OrderCode(values[row]) - base;
          codes[row - begin] = (code >> drop) & mask;
        }
      }
    } else if constexpr (HasWideCode<T>) {
      for (uint32_t row = begin; row < end; ++row) {
        codes[row - begin] = static_cast<uint64_t>((OrderCode(values[row]) - least) >> drop) & mask;
      }
    }
  });
}

void KeyPacker::TextCodes(const Field& field, uint32_t begin, uint32_t end, uint64_t* codes) const {
  const VectorReader<StringView> texts(columns_[field.column].values);
  const uint32_t per_byte = BitsPerByte(field.column);
  const uint64_t base = uint64_t{ranges_[field.column].least_byte} - 1;
  const bool nulls = texts.MayHaveNulls();
  for (uint32_t row = begin; row < end; ++row) {
    uint64_t code = 0;
    if (!nulls || !texts.IsNull(row)) {
      const StringView& text = texts[row];
      const auto* bytes = reinterpret_cast<const uint8_t*>(text.data()) + field.first_byte;
      const uint32_t size = text.size() > field.first_byte ? text.size() - field.first_byte : 0;
      const uint32_t count = std::min(size, field.byte_count);
      for (uint32_t i = 0; i < count; ++i) code = (code << per_byte) | (bytes[i] - base);
      if (count > 0) code <<= (field.byte_count - count) * per_byte;
    }
    codes[row - begin] = code;
  }
}

KeyPacker::Rest KeyPacker::FindTails(uint32_t level, std::span<Tail> tails) const {
  Rest rest;
  if (!cut_byte_) {
    for (Tail& tail : tails) tail.number = 0;
    return rest;
  }
  const OrderColumn& column = columns_[first_cut_];
  const VectorReader<StringView> texts(column.values);
  constexpr uint32_t kBytes = sizeof(Tail::number);
  const uint32_t from = *cut_byte_ + kBytes * level;
  uint32_t shortest = ~uint32_t{0};
  uint32_t longest = 0;
  for (Tail& tail : tails) {
    const StringView text = texts.IsNull(tail.row) ? StringView() : texts[tail.row];
    const uint32_t size = text.size();
    uint64_t bytes = 0;
    if (size > from) std::memcpy(&bytes, text.data() + from, std::min(size - from, kBytes));
    bytes = __builtin_bswap64(bytes);
    tail.number = column.descending ? ~bytes : bytes;
    shortest = std::min(shortest, size);
    longest = std::max(longest, size);
  }
  rest.any = longest > from;
  rest.same = !rest.any && shortest == longest && first_cut_ + 1 == columns_.size();
  return rest;
}

int KeyPacker::CompareValues(uint32_t a, uint32_t b) const {
  for (size_t c = first_cut_; c < columns_.size(); ++c) {
    const OrderColumn& column = columns_[c];
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
