#include "exec/aggregate/key_layout.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/hash.h"
#include "exec/aggregate/packed_nested.h"

namespace lakebolt {

namespace {

constexpr uint32_t kMostKeys = 64;

/// Returns how many words a value takes.
uint32_t WordsOf(PhysicalType type) {
  const uint32_t width = PhysicalWidth(type);
  return width <= sizeof(uint64_t) ? 1 : width / sizeof(uint64_t);
}

// Each value becomes its words; equal values become equal words.

template <typename T>
void PutWords(T value, uint64_t* words) {
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
    // -0 equals 0, and all NaNs are one value.
    double number = value == 0 ? 0 : static_cast<double>(value);
    if (std::isnan(number)) number = std::numeric_limits<double>::quiet_NaN();
    std::memcpy(words, &number, sizeof(number));
  } else if constexpr (std::is_same_v<T, Interval>) {
    const int128_t span = value.Normalized();
    std::memcpy(words, &span, sizeof(span));
  } else if constexpr (sizeof(T) > sizeof(uint64_t)) {
    std::memcpy(words, &value, sizeof(value));
  } else {
    words[0] = static_cast<uint64_t>(value);
  }
}

template <typename T>
T TakeWords(const uint64_t* words) {
  if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
    double number;
    std::memcpy(&number, words, sizeof(number));
    return static_cast<T>(number);
  } else if constexpr (std::is_same_v<T, Interval>) {
    constexpr int64_t kNanosPerDay = 86'400'000'000'000;
    constexpr int kDaysPerMonth = 30;
    int128_t span;
    std::memcpy(&span, words, sizeof(span));
    const auto days = static_cast<int64_t>(span / kNanosPerDay);
    return {static_cast<int32_t>(days / kDaysPerMonth), static_cast<int32_t>(days % kDaysPerMonth),
            static_cast<int64_t>(span % kNanosPerDay)};
  } else if constexpr (sizeof(T) > sizeof(uint64_t)) {
    T value;
    std::memcpy(static_cast<void*>(&value), words, sizeof(value));
    return value;
  } else {
    return static_cast<T>(words[0]);
  }
}

StringView TakeString(const uint64_t* words) {
  return TakeWords<StringView>(words);
}

}  // namespace

KeyLayout::KeyLayout(std::vector<LogicalType> types) : types_(std::move(types)) {
  if (types_.size() > kMostKeys) {
    throw UserError(ErrorCode::kNotSupported, "grouping by more than 64 columns");
  }
  for (const LogicalType& type : types_) {
    const LogicalType packed = type.IsNested() ? LogicalType(TypeId::kBlob) : type;
    packed_types_.push_back(packed);
    offsets_.push_back(words_);
    if (packed.physical() == PhysicalType::kString) strings_.push_back(words_);
    words_ += WordsOf(packed.physical());
  }
  ++words_;  // NULL bits
}

std::vector<Vector> KeyLayout::Packed(const std::vector<Vector>& columns, RowSet rows) const {
  std::vector<Vector> packed = columns;
  for (size_t c = 0; c < types_.size(); ++c) {
    if (types_[c].IsNested()) packed[c] = PackNested(columns[c], rows);
  }
  return packed;
}

void KeyLayout::Encode(const std::vector<Vector>& columns, RowSet rows, uint64_t* out) const {
  for (uint32_t i = 0; i < rows.count; ++i) out[(i + 1) * words_ - 1] = 0;
  for (size_t c = 0; c < types_.size(); ++c) EncodeColumn(c, columns[c], rows, out);
}

void KeyLayout::EncodeColumn(size_t column, const Vector& vector, RowSet rows,
                             uint64_t* out) const {
  const uint32_t stride = words_;
  DispatchPhysical(packed_types_[column].physical(), [&]<typename T>() {
    const VectorReader<T> reader(vector);
    uint64_t* words = out + offsets_[column];
    if (!reader.MayHaveNulls()) {
      for (uint32_t i = 0; i < rows.count; ++i) PutWords(reader[rows[i]], words + i * stride);
      return;
    }
    uint64_t* nulls = out + stride - 1;
    const size_t bytes = WordsOf(packed_types_[column].physical()) * sizeof(uint64_t);
    for (uint32_t i = 0; i < rows.count; ++i) {
      if (reader.IsNull(rows[i])) {
        std::memset(words + i * stride, 0, bytes);
        nulls[i * stride] |= uint64_t{1} << column;
      } else {
        PutWords(reader[rows[i]], words + i * stride);
      }
    }
  });
}

void KeyLayout::Hash(const uint64_t* keys, uint32_t count, uint64_t* hashes) const {
  const uint32_t stride = words_;
  if (stride == 2) {  // one narrow column
    for (uint32_t i = 0; i < count; ++i)
      hashes[i] = HashWord(keys[2 * i] ^ (keys[2 * i + 1] << 63));
    return;
  }
  if (strings_.empty()) {
    for (uint32_t i = 0; i < count; ++i) {
      const uint64_t* key = keys + static_cast<size_t>(i) * stride;
      uint64_t hash = HashWord(key[stride - 1]);
      for (uint32_t w = 0; w + 1 < stride; ++w) hash = CombineHash(hash, key[w]);
      hashes[i] = hash;
    }
    return;
  }
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t* key = keys + static_cast<size_t>(i) * stride;
    uint64_t hash = HashWord(key[stride - 1]);
    size_t next_string = 0;
    for (uint32_t w = 0; w + 1 < stride; ++w) {
      if (next_string < strings_.size() && strings_[next_string] == w) {
        ++next_string;
        const StringView text = TakeString(key + w);
        if (!text.IsInline()) {
          hash = CombineHash(hash, HashBytes(text.data(), text.size()));
          ++w;
          continue;
        }
      }
      hash = CombineHash(hash, key[w]);
    }
    hashes[i] = hash;
  }
}

bool KeyLayout::Equal(const uint64_t* a, const uint64_t* b) const {
  if (strings_.empty()) {
    for (uint32_t w = 0; w < words_; ++w) {
      if (a[w] != b[w]) return false;
    }
    return true;
  }
  size_t next_string = 0;
  for (uint32_t w = 0; w < words_; ++w) {
    if (next_string < strings_.size() && strings_[next_string] == w) {
      ++next_string;
      if (!(TakeString(a + w) == TakeString(b + w))) return false;
      ++w;
    } else if (a[w] != b[w]) {
      return false;
    }
  }
  return true;
}

void KeyLayout::OwnStrings(uint64_t* key, StringHeap& heap) const {
  for (const uint32_t w : strings_) {
    const StringView text = TakeString(key + w);
    if (text.IsInline()) continue;
    const StringView copy = heap.Add(text.view());
    std::memcpy(key + w, &copy, sizeof(copy));
  }
}

std::vector<Vector> KeyLayout::Decode(const uint64_t* keys, uint32_t count,
                                      const std::shared_ptr<const void>& owner) const {
  std::vector<Vector> columns;
  for (size_t c = 0; c < types_.size(); ++c) {
    Vector column = DecodeColumn(c, keys, count);
    if (column.type().physical() == PhysicalType::kString) column.AddOwner(owner);
    columns.push_back(types_[c].IsNested() ? UnpackNested(types_[c], column) : std::move(column));
  }
  return columns;
}

Vector KeyLayout::DecodeColumn(size_t column, const uint64_t* keys, uint32_t count) const {
  Vector out(packed_types_[column], count);
  const uint64_t* nulls = keys + words_ - 1;
  uint64_t any_null = 0;
  DispatchPhysical(packed_types_[column].physical(), [&]<typename T>() {
    const uint64_t* words = keys + offsets_[column];
    T* values = out.mutable_values<T>();
    for (uint32_t i = 0; i < count; ++i) {
      values[i] = TakeWords<T>(words + static_cast<size_t>(i) * words_);
      any_null |= nulls[static_cast<size_t>(i) * words_];
    }
  });
  if ((any_null >> column) & 1) {
    for (uint32_t i = 0; i < count; ++i) {
      if ((nulls[static_cast<size_t>(i) * words_] >> column) & 1) out.SetNull(i);
    }
  }
  return out;
}

}  // namespace lakebolt
