#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "base/buffer.h"
#include "vector/vector.h"

namespace lakebolt {

/// Is one column that rows are ordered by.
struct OrderColumn {
  Vector values;
  bool descending = false;
  bool nulls_first = false;
};

/// Holds the keys of all rows of a sort in as many 64-bit words each, whose order as unsigned
/// numbers is the order asked for: per column a byte for NULL or not, then numbers big-endian with
/// the sign flipped, inverted where descending. (Normalized keys: Graefe, "Implementing Sorting in
/// Database Systems", ACM Computing Surveys 38(3), 2006.)
///
/// Of a text the key has all bytes, or the first where some are long, and how many there are; of a
/// nested value nothing. Where such keys are equal, and a longer text is among them, the values
/// themselves are compared.
class NormalizedKeys {
 public:
  NormalizedKeys(std::vector<OrderColumn> columns, uint32_t rows);

  /// Writes the keys of rows `begin .. end`; different ranges may be written in parallel. Returns
  /// whether the words alone decide among these rows.
  bool Encode(uint32_t begin, uint32_t end);

  uint32_t rows() const { return rows_; }
  uint32_t words() const { return words_; }
  const uint64_t* row(uint32_t i) const { return keys_->as<uint64_t>() + size_t{i} * words_; }
  /// Tells whether the words alone decide among all rows written.
  bool IsExact() const { return !has_long_.load(std::memory_order_relaxed); }
  int64_t MemoryBytes() const { return static_cast<int64_t>(keys_->size()); }

  /// Orders two rows by their words and, unless `exact`, by their values where words cannot tell.
  int Compare(uint32_t a, uint32_t b, bool exact) const {
    const uint64_t* x = row(a);
    const uint64_t* y = row(b);
    for (uint32_t w = 0; w < words_; ++w) {
      if (x[w] == y[w]) continue;
      if (!exact && w >= safe_words_) return CompareValues(a, b);
      return x[w] < y[w] ? -1 : 1;
    }
    return exact ? 0 : CompareValues(a, b);
  }

 private:
  int CompareValues(uint32_t a, uint32_t b) const;
  bool EncodeColumn(size_t index, uint32_t begin, uint32_t end);

  std::vector<OrderColumn> columns_;
  std::vector<uint32_t> offsets_;  // first byte of each column
  std::vector<uint32_t> widths_;   // bytes of each column behind the NULL byte
  uint32_t rows_;
  uint32_t words_ = 0;
  uint32_t safe_words_ = 0;  // words before the end of the first column that may be cut short
  std::atomic<bool> has_long_{false};
  BufferPtr keys_;
};

}  // namespace lakebolt
