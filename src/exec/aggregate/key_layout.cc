#include "exec/aggregate/key_layout.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "base/hash.h"
#include "exec/aggregate/packed_nested.h"

namespace lakebolt {

namespace {

constexpr uint32_t kWordBits = 64;
constexpr uint32_t kNumberBits = 32;  // of a numbered text

/// Tells whether a value goes into words as it is, instead of into bits of one.
template <typename T>
constexpr bool kIsWide = sizeof(T) > sizeof(uint64_t);

template <typename T>
constexpr bool kIsFloating = std::is_same_v<T, float> || std::is_same_v<T, double>;

/// Turns a narrow value into bits that are equal where the values are; of integers `base` is taken
/// off.
template <typename T>
uint64_t NarrowBits(T value, uint64_t base) {
  if constexpr (kIsFloating<T>) {
    // -0 equals 0, and all NaNs are one value.
    if (value == 0) value = 0;
    if (std::isnan(value)) value = std::numeric_limits<T>::quiet_NaN();
    using Bits = std::conditional_t<sizeof(T) == sizeof(uint64_t), uint64_t, uint32_t>;
    return std::bit_cast<Bits>(value);
  } else {
    return static_cast<uint64_t>(value) - base;
  }
}

template <typename T>
T FromNarrowBits(uint64_t bits, uint64_t base) {
  if constexpr (kIsFloating<T>) {
    using Bits = std::conditional_t<sizeof(T) == sizeof(uint64_t), uint64_t, uint32_t>;
    return std::bit_cast<T>(static_cast<Bits>(bits));
  } else {
    return static_cast<T>(bits + base);
  }
}

template <typename T>
void PutWide(const T& value, uint64_t* words) {
  if constexpr (std::is_same_v<T, Interval>) {
    const int128_t span = value.Normalized();
    std::memcpy(words, &span, sizeof(span));
  } else {
    std::memcpy(words, &value, sizeof(value));
  }
}

template <typename T>
T TakeWide(const uint64_t* words) {
  if constexpr (std::is_same_v<T, Interval>) {
    constexpr int64_t kNanosPerDay = 86'400'000'000'000;
    constexpr int kDaysPerMonth = 30;
    int128_t span;
    std::memcpy(&span, words, sizeof(span));
    const auto days = static_cast<int64_t>(span / kNanosPerDay);
    return {static_cast<int32_t>(days / kDaysPerMonth), static_cast<int32_t>(days % kDaysPerMonth),
            static_cast<int64_t>(span % kNanosPerDay)};
  } else {
    T value;
    std::memcpy(static_cast<void*>(&value), words, sizeof(value));
    return value;
  }
}

StringView TakeString(const uint64_t* words) {
  return TakeWide<StringView>(words);
}

/// Hashes the words of a key one by one, the bytes of its long strings among them.
uint64_t HashWithStrings(const uint64_t* key, uint32_t words,
                         const std::vector<uint32_t>& strings) {
  uint64_t hash = words;
  uint32_t w = 0;
  for (const uint32_t string : strings) {
    for (; w < string; ++w) hash = CombineHash(hash, key[w]);
    const StringView text = TakeString(key + w);
    if (text.IsInline()) {
      hash = CombineHash(CombineHash(hash, key[w]), key[w + 1]);
    } else {
      hash = CombineHash(hash, HashBytes(text.data(), text.size()));
    }
    w += 2;
  }
  for (; w < words; ++w) hash = CombineHash(hash, key[w]);
  return hash;
}

[[noreturn]] void BrokenPromise() {
  throw UserError(ErrorCode::kCorruptData,
                  "a group key lies outside the bounds that its table's statistics give", {},
                  "the statistics of a file are wrong: write it anew");
}

}  // namespace

KeyLayout::KeyLayout(const std::vector<LogicalType>& types) {
  std::vector<KeyColumn> columns;
  for (const LogicalType& type : types) columns.push_back({type});
  Place(columns);
}

KeyLayout::KeyLayout(const std::vector<KeyColumn>& columns) {
  Place(columns);
}

KeyLayout::Field KeyLayout::FieldOf(const KeyColumn& column) {
  Field field;
  field.nullable = column.nullable;
  field.physical = column.type.IsNested() ? PhysicalType::kString : column.type.physical();
  field.numbers = column.numbers;
  if (field.numbers != nullptr) {
    field.bits = kNumberBits;
    return field;
  }
  DispatchPhysical(field.physical, [&]<typename T>() {
    field.bits = sizeof(T) * 8;
    if constexpr (!kIsWide<T> && !kIsFloating<T>) {
      // 64 bits hold every value as it is; narrower ones must come out without a sign.
      const bool whole = sizeof(T) == sizeof(uint64_t);
      field.base = whole ? 0 : static_cast<int64_t>(std::numeric_limits<T>::min());
      if (column.bounds) {
        const uint64_t range = static_cast<uint64_t>(column.bounds->second) -
                               static_cast<uint64_t>(column.bounds->first);
        field.bits = std::max<uint32_t>(1, std::bit_width(range));
        field.base = column.bounds->first;
      }
    }
  });
  return field;
}

void KeyLayout::Place(const std::vector<KeyColumn>& columns) {
  std::vector<uint32_t> used;  // bits of each word
  for (uint32_t c = 0; c < columns.size(); ++c) {
    types_.push_back(columns[c].type);
    fields_.push_back(FieldOf(columns[c]));
    fields_.back().column = c;
  }
  // The widest first, so that what is left of a word is filled by narrower ones.
  std::stable_sort(fields_.begin(), fields_.end(),
                   [](const Field& a, const Field& b) { return a.bits > b.bits; });
  const auto find_room = [&](uint32_t bits) {
    uint32_t w = 0;
    while (w < used.size() && used[w] + bits > kWordBits) ++w;
    if (w == used.size()) used.push_back(0);
    return w;
  };
  for (Field& field : fields_) {
    if (field.bits > kWordBits) {
      field.word = static_cast<uint32_t>(used.size());
      if (field.physical == PhysicalType::kString) strings_.push_back(field.word);
      used.insert(used.end(), field.bits / kWordBits, kWordBits);
      continue;
    }
    field.word = find_room(field.bits);
    field.shift = used[field.word];
    used[field.word] += field.bits;
  }
  const size_t value_words = used.size();
  for (Field& field : fields_) {
    if (!field.nullable) continue;
    field.null_word = find_room(1);
    field.null_shift = used[field.null_word]++;
  }
  if (used.empty()) used.push_back(0);  // a key of no columns
  for (size_t w = value_words; w < used.size(); ++w) {
    null_words_.push_back(static_cast<uint32_t>(w));
  }
  words_ = static_cast<uint32_t>(used.size());
  bits_ = std::accumulate(used.begin(), used.end(), uint32_t{0});
  field_of_column_.resize(columns.size());
  for (uint32_t f = 0; f < fields_.size(); ++f) field_of_column_[fields_[f].column] = f;
}

std::vector<Vector> KeyLayout::Packed(const std::vector<Vector>& columns, RowSet rows) const {
  std::vector<Vector> packed = columns;
  for (size_t c = 0; c < types_.size(); ++c) {
    if (types_[c].IsNested()) packed[c] = PackNested(columns[c], rows);
  }
  return packed;
}

void KeyLayout::Encode(const std::vector<Vector>& columns, RowSet rows, uint64_t* out) const {
  for (const uint32_t word : null_words_) {
    for (uint32_t i = 0; i < rows.count; ++i) out[static_cast<size_t>(i) * words_ + word] = 0;
  }
  for (const Field& field : fields_) EncodeField(field, columns[field.column], rows, out);
  for (const Field& field : fields_) {
    if (columns[field.column].MayHaveNulls()) MarkNulls(field, columns[field.column], rows, out);
  }
}

void KeyLayout::EncodeField(const Field& field, const Vector& vector, RowSet rows,
                            uint64_t* out) const {
  if (field.numbers != nullptr) {
    EncodeNumbers(field, vector, rows, out);
    return;
  }
  const size_t stride = words_;
  uint64_t* words = out + field.word;
  DispatchPhysical(field.physical, [&]<typename T>() {
    const VectorReader<T> reader(vector);
    const bool nulls = reader.MayHaveNulls();
    if constexpr (kIsWide<T>) {
      for (uint32_t i = 0; i < rows.count; ++i) {
        if (nulls && reader.IsNull(rows[i])) {
          std::memset(words + i * stride, 0, field.bits / 8);
        } else {
          PutWide(reader[rows[i]], words + i * stride);
        }
      }
    } else {
      const auto base = static_cast<uint64_t>(field.base);
      uint64_t all_bits = 0;
      const auto put = [&](auto&& bits_at) {
        if (field.shift == 0) {  // the first of its word: overwrites what was there
          for (uint32_t i = 0; i < rows.count; ++i) {
            const uint64_t bits = bits_at(i);
            all_bits |= bits;
            words[i * stride] = bits;
          }
        } else {
          for (uint32_t i = 0; i < rows.count; ++i) {
            const uint64_t bits = bits_at(i);
            all_bits |= bits;
            words[i * stride] |= bits << field.shift;
          }
        }
      };
      if (nulls) {
        put([&](uint32_t i) {
          return reader.IsNull(rows[i]) ? 0 : NarrowBits(reader[rows[i]], base);
        });
      } else if (reader.IsFlat() && rows.IsDense()) {
        const T* values = reader.values();
        put([&](uint32_t i) { return NarrowBits(values[i], base); });
      } else {
        put([&](uint32_t i) { return NarrowBits(reader[rows[i]], base); });
      }
      if (field.bits < kWordBits && (all_bits >> field.bits) != 0) BrokenPromise();
    }
  });
}

void KeyLayout::EncodeNumbers(const Field& field, const Vector& vector, RowSet rows,
                              uint64_t* out) const {
  const size_t stride = words_;
  uint64_t* words = out + field.word;
  if (field.shift == 0) {
    field.numbers->ForEach(vector, rows,
                           [&](uint32_t i, uint64_t number) { words[i * stride] = number; });
  } else {
    field.numbers->ForEach(vector, rows, [&](uint32_t i, uint64_t number) {
      words[i * stride] |= number << field.shift;
    });
  }
}

void KeyLayout::MarkNulls(const Field& field, const Vector& vector, RowSet rows,
                          uint64_t* out) const {
  uint64_t* words = out + field.null_word;
  for (uint32_t i = 0; i < rows.count; ++i) {
    if (!vector.IsNull(rows[i])) continue;
    if (!field.nullable) BrokenPromise();
    words[static_cast<size_t>(i) * words_] |= uint64_t{1} << field.null_shift;
  }
}

void KeyLayout::Hash(const uint64_t* keys, uint32_t stride, uint32_t count,
                     uint64_t* hashes) const {
  const size_t step = stride;
  if (!strings_.empty()) {
    for (uint32_t i = 0; i < count; ++i) {
      hashes[i] = HashWithStrings(keys + i * step, words_, strings_);
    }
  } else if (words_ == 1) {
    for (uint32_t i = 0; i < count; ++i) hashes[i] = HashWord(keys[i * step]);
  } else if (words_ == 2) {
    for (uint32_t i = 0; i < count; ++i) {
      hashes[i] = CombineHash(HashWord(keys[i * step]), keys[i * step + 1]);
    }
  } else {
    for (uint32_t i = 0; i < count; ++i) {
      uint64_t hash = HashWord(keys[i * step]);
      for (uint32_t w = 1; w < words_; ++w) hash = CombineHash(hash, keys[i * step + w]);
      hashes[i] = hash;
    }
  }
}

/// Compares rows whose words differ: strings may stand in two places.
bool KeyLayout::EqualBytes(const uint64_t* a, const uint64_t* b) const {
  uint32_t w = 0;
  for (const uint32_t string : strings_) {
    for (; w < string; ++w) {
      if (a[w] != b[w]) return false;
    }
    if (!(TakeString(a + w) == TakeString(b + w))) return false;
    w += 2;
  }
  for (; w < words_; ++w) {
    if (a[w] != b[w]) return false;
  }
  return true;
}

void KeyLayout::OwnStrings(const uint64_t* key, uint64_t* copy, StringHeap& heap) const {
  for (const uint32_t w : strings_) {
    if (static_cast<uint32_t>(key[w]) <= StringView::kInlineLength) continue;
    const StringView text = heap.Add(TakeString(key + w).view());
    std::memcpy(copy + w, &text, sizeof(text));
  }
}

std::vector<Vector> KeyLayout::Decode(const uint64_t* keys, uint32_t count,
                                      const std::shared_ptr<const void>& owner) const {
  std::vector<Vector> columns;
  for (size_t c = 0; c < types_.size(); ++c) {
    Vector column = DecodeField(fields_[field_of_column_[c]], keys, count);
    const bool points_to_owner =
        column.IsFlat() && column.type().physical() == PhysicalType::kString;
    if (points_to_owner) column.AddOwner(owner);
    columns.push_back(types_[c].IsNested() ? UnpackNested(types_[c], column) : std::move(column));
  }
  return columns;
}

Vector KeyLayout::DecodeField(const Field& field, const uint64_t* keys, uint32_t count) const {
  if (field.numbers != nullptr) return DecodeNumbers(field, keys, count);
  const LogicalType& type = types_[field.column];
  const size_t stride = words_;
  Vector out(type.IsNested() ? LogicalType(TypeId::kBlob) : type, count);
  DispatchPhysical(field.physical, [&]<typename T>() {
    const uint64_t* words = keys + field.word;
    T* values = out.mutable_values<T>();
    if constexpr (kIsWide<T>) {
      for (uint32_t i = 0; i < count; ++i) values[i] = TakeWide<T>(words + i * stride);
    } else {
      const uint64_t mask = ~uint64_t{0} >> (kWordBits - field.bits);
      const auto base = static_cast<uint64_t>(field.base);
      for (uint32_t i = 0; i < count; ++i) {
        values[i] = FromNarrowBits<T>((words[i * stride] >> field.shift) & mask, base);
      }
    }
  });
  DecodeNulls(field, keys, stride, out);
  return out;
}

Vector KeyLayout::DecodeNumbers(const Field& field, const uint64_t* keys, uint32_t count) const {
  const size_t stride = words_;
  const uint64_t* words = keys + field.word;
  BufferPtr codes = Buffer::Allocate(count * sizeof(uint32_t));
  for (uint32_t i = 0; i < count; ++i) {
    codes->as<uint32_t>()[i] = static_cast<uint32_t>(words[i * stride] >> field.shift);
  }
  Vector out = Vector::Dictionary(field.numbers->Texts(), std::move(codes), count);
  DecodeNulls(field, keys, stride, out);
  return out;
}

void KeyLayout::DecodeNulls(const Field& field, const uint64_t* keys, size_t stride, Vector& out) {
  if (!field.nullable) return;
  const uint64_t* words = keys + field.null_word;
  for (uint32_t i = 0; i < out.size(); ++i) {
    if ((words[i * stride] >> field.null_shift) & 1) out.SetNull(i);
  }
}

}  // namespace lakebolt
