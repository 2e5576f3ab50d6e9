#pragma once

#include <compare>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "exec/sort/column_range.h"
#include "vector/vector.h"

namespace lakebolt {

/// Is one column that rows are ordered by.
struct OrderColumn {
  Vector values;
  bool descending = false;
  bool nulls_first = false;
};

/// Packs the keys of a row into one number of at most 128 bits whose order is the order asked for:
/// per column a bit for NULL, where there are NULLs, then as many bits as tell its values apart,
/// all inverted where descending. (Normalized keys: Graefe, "Implementing Sorting in Database
/// Systems", ACM Computing Surveys 38(3), 2006; with bounds of the values, as those are known.)
///
/// Numbers are stored as differences to the least. Of texts the bytes that all share are left out;
/// of each further byte as many bits are stored as the bytes that occur need, 0 being the end.
/// Dictionaries of few values are sorted, and their rows' ranks stored. What does not fit, long
/// texts and nested values, is cut off: rows with equal keys are then compared by their values,
/// from the first column that is not there in full.
///
/// Order of calls: Analyze for all rows, Plan, then the rest.
class KeyPacker {
 public:
  static constexpr uint32_t kMostBits = 128;

  KeyPacker(std::vector<OrderColumn> columns, uint32_t rows);

  uint32_t rows() const { return rows_; }

  /// Looks at rows `begin .. end`; different ranges in parallel.
  void Analyze(uint32_t begin, uint32_t end);
  /// Decides on the layout. Called alone.
  void Plan();

  /// Returns how many bits a key has.
  uint32_t bits() const { return bits_; }
  /// Tells whether rows with equal keys are equal.
  bool IsExact() const { return first_cut_ == columns_.size(); }

  /// Calls `put(i, code, shift)` to have `code << shift` added to the key of row `begin + i`, for
  /// all rows of `begin .. end` and all their fields; ranges of up to kBlockRows rows.
  static constexpr uint32_t kBlockRows = 1024;
  template <typename Put>
  void Encode(uint32_t begin, uint32_t end, const Put& put) const {
    uint64_t codes[kBlockRows];
    for (const Field& field : fields_) {
      FieldCodes(field, begin, end, codes);
      for (uint32_t i = 0; i < end - begin; ++i) put(i, codes[i], field.shift);
    }
  }

  /// Orders two rows with equal keys by their values.
  int CompareValues(uint32_t a, uint32_t b) const;

  /// Is a row and a part of its text that is not in its key.
  struct Tail {
    uint64_t number = 0;
    uint32_t row = 0;

    auto operator<=>(const Tail&) const = default;
  };
  /// Says what is left of texts.
  struct Rest {
    bool any = false;   // some go on
    bool same = false;  // all end alike, and there is no column behind: the rows are equal
  };
  /// Notes for rows what the texts that were cut off hold behind the bytes that are in the key,
  /// bytes `8 * level` to `8 * level + 7`, as numbers whose order is the one asked for. The keys of
  /// the rows are equal, and so are their texts before those bytes. Equal numbers decide nothing.
  Rest FindTails(uint32_t level, std::span<Tail> tails) const;

 private:
  enum class FieldKind : uint8_t { kNull, kNumber, kHighHalf, kText, kRank };

  /// Is a run of bits of the key.
  struct Field {
    FieldKind kind = FieldKind::kNull;
    uint32_t column = 0;
    uint32_t bits = 0;
    uint32_t shift = 0;       // bits of the key behind it
    uint32_t dropped = 0;     // last bits of a number that are not stored
    uint32_t first_byte = 0;  // of a text
    uint32_t byte_count = 0;
  };

  bool AddColumn(uint32_t column);
  bool AddNumber(uint32_t column);
  bool AddText(uint32_t column);
  bool AddField(Field field);
  uint32_t BitsPerByte(uint32_t column) const;
  void RankDictionary(uint32_t column);
  void FieldCodes(const Field& field, uint32_t begin, uint32_t end, uint64_t* codes) const;
  void NullCodes(const Field& field, uint32_t begin, uint32_t end, uint64_t* codes) const;
  void NumberCodes(const Field& field, uint32_t begin, uint32_t end, uint64_t* codes) const;
  void TextCodes(const Field& field, uint32_t begin, uint32_t end, uint64_t* codes) const;

  std::vector<OrderColumn> columns_;
  uint32_t rows_;
  std::vector<StringView> references_;  // a text of each column
  std::mutex mutex_;
  std::vector<ColumnRange> ranges_;
  std::vector<std::vector<uint32_t>> ranks_;  // by code, for columns sorted by dictionary
  std::vector<Field> fields_;
  uint32_t bits_ = 0;
  size_t first_cut_ = 0;              // the first column that is not there in full
  std::optional<uint32_t> cut_byte_;  // if it is a text: how many of its bytes are there
};

}  // namespace lakebolt
