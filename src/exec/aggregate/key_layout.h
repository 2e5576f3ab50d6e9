#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "exec/aggregate/text_numbers.h"
#include "types/logical_type.h"
#include "vector/vector.h"

namespace lakebolt {

/// Copies a packed key; most have one or two words.
inline void CopyKey(const uint64_t* from, uint32_t words, uint64_t* to) {
  to[0] = from[0];
  if (words == 1) return;
  to[1] = from[1];
  for (uint32_t w = 2; w < words; ++w) to[w] = from[w];
}

/// Says what a column of a key may hold; what is not said costs bits.
struct KeyColumn {
  LogicalType type;
  bool nullable = true;
  /// Least and greatest value, for integers, dates and the like of up to 64 bits.
  std::optional<std::pair<int64_t, int64_t>> bounds = {};
  /// Tells that a column of texts is said to have few different ones.
  bool has_few_texts = false;
  /// Stand for the texts in keys; null where these are kept as they are.
  std::shared_ptr<TextNumbers> numbers = nullptr;
};

/// Describes how the key columns of one row are packed into 64-bit words, so that keys are hashed,
/// compared and stored without looking at types. Narrow columns share words: each takes as many
/// bits as its type or its bounds ask for, and one more where it may be NULL; then its value's bits
/// are zero. Strings and wider numbers take words of their own, unless strings are few and
/// numbered: a number takes 32 bits. Equal keys have equal words, but for strings of more than 12
/// bytes, whose second word is a pointer. Nested values are handled as the strings that Packed
/// makes of them.
class KeyLayout {
 public:
  /// Lays out columns of which nothing is known but their types.
  explicit KeyLayout(const std::vector<LogicalType>& types);
  explicit KeyLayout(const std::vector<KeyColumn>& columns);

  uint32_t words() const { return words_; }
  /// Returns how many bits of the words are used; keys of one word are below 2^bits().
  uint32_t bits() const { return bits_; }
  bool has_strings() const { return !strings_.empty(); }
  /// Returns the first word of each string that is not numbered, ascending; the second one points
  /// to a long one's bytes.
  const std::vector<uint32_t>& string_words() const { return strings_; }
  const std::vector<LogicalType>& types() const { return types_; }

  /// Returns the columns with nested ones as bytes (packed_nested.h), as Encode wants them; they
  /// are to be kept while encoded rows point into them.
  std::vector<Vector> Packed(const std::vector<Vector>& columns, RowSet rows) const;

  /// Packs the rows of `rows`: the i-th goes to out[i * words() ..]. String words point into the
  /// columns' own memory. Throws UserError kCorruptData where a column breaks what was said of it.
  void Encode(const std::vector<Vector>& columns, RowSet rows, uint64_t* out) const;

  /// Hashes `count` packed rows that stand `stride` words apart.
  void Hash(const uint64_t* keys, uint32_t stride, uint32_t count, uint64_t* hashes) const;

  /// Compares two packed rows.
  bool Equal(const uint64_t* a, const uint64_t* b) const {
    for (uint32_t w = 0; w < words_; ++w) {
      if (a[w] != b[w]) return !strings_.empty() && EqualBytes(a, b);
    }
    return true;
  }

  /// Has the bytes of a packed row's long strings brought near.
  void PrefetchStrings(const uint64_t* key) const {
    for (const uint32_t w : strings_) {
      constexpr uint32_t kLine = 64;
      const auto length = static_cast<uint32_t>(key[w]);
      if (length <= StringView::kInlineLength) continue;
      const auto* bytes = reinterpret_cast<const char*>(key[w + 1]);
      __builtin_prefetch(bytes);
      if (length > kLine / 2) __builtin_prefetch(bytes + std::min(length, kLine));
    }
  }

  /// Copies the bytes of long strings of a packed row to `heap` and points `copy`, which has the
  /// same words, there. What was just written elsewhere is dear to read again.
  void OwnStrings(const uint64_t* key, uint64_t* copy, StringHeap& heap) const;

  /// Unpacks `count` packed rows into one vector per column, flat but for numbered strings; long
  /// strings are not copied but kept alive by `owner`.
  std::vector<Vector> Decode(const uint64_t* keys, uint32_t count,
                             const std::shared_ptr<const void>& owner) const;

 private:
  /// Says where a column stands in the words of a key.
  struct Field {
    uint32_t column = 0;
    PhysicalType physical = PhysicalType::kInt64;  // of what is packed: strings for nested ones
    uint32_t word = 0;
    uint32_t shift = 0;
    uint32_t bits = 64;  // of one word; wide columns take several whole words as they are
    int64_t base = 0;    // what is taken off integers
    bool nullable = true;
    uint32_t null_word = 0;
    uint32_t null_shift = 0;
    std::shared_ptr<TextNumbers> numbers;  // or null
  };

  bool EqualBytes(const uint64_t* a, const uint64_t* b) const;
  /// Says how wide a column is and what is taken off; not yet where it stands.
  static Field FieldOf(const KeyColumn& column);
  void Place(const std::vector<KeyColumn>& columns);
  void EncodeField(const Field& field, const Vector& vector, RowSet rows, uint64_t* out) const;
  void EncodeNumbers(const Field& field, const Vector& vector, RowSet rows, uint64_t* out) const;
  void MarkNulls(const Field& field, const Vector& vector, RowSet rows, uint64_t* out) const;
  Vector DecodeField(const Field& field, const uint64_t* keys, uint32_t count) const;
  Vector DecodeNumbers(const Field& field, const uint64_t* keys, uint32_t count) const;
  static void DecodeNulls(const Field& field, const uint64_t* keys, size_t stride, Vector& out);

  std::vector<LogicalType> types_;
  std::vector<Field> fields_;              // in the order of words
  std::vector<uint32_t> field_of_column_;  // by column
  std::vector<uint32_t> strings_;          // first words of string columns, ascending
  std::vector<uint32_t> null_words_;       // words that hold nothing but NULL bits
  uint32_t words_ = 0;
  uint32_t bits_ = 0;
};

}  // namespace lakebolt
