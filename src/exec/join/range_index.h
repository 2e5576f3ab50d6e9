#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "vector/vector.h"

namespace lakebolt {

/// Writes the LeadingCodes of `rows` to `words[i]`, and 0 to `valid[i]` where the value is NULL,
/// else 1. The type must have exact ones.
void RangeWords(const Vector& values, RowSet rows, uint64_t* words, uint8_t* valid);

/// Finds build rows by inequalities instead of equal keys.
///
/// Build rows are sorted by one expression, so that conditions on it leave a range of rows. A
/// condition on a second expression (the other end of an interval) is tested by blocks: above the
/// sorted rows stands a tree of fan-out 16 that holds the greatest second word of each block, so
/// that whole blocks without a partner are passed over: an interval tree without pointers (Cormen
/// et al., "Introduction to Algorithms", 14.3, as an augmented sorted array). A probe costs a
/// binary search and a few steps beyond the rows that it finds, unless intervals nest deeply.
///
/// Rows found fulfil the conditions on the first expression; all others need testing.
class RangeIndex {
 public:
  /// Takes the first build expression (of `first.size()` rows) and returns the order of rows that
  /// the table must be brought into; rows of NULL come last and are never found.
  std::vector<uint32_t> Sort(const Vector& first, Reservation& memory);
  /// Takes the second expression's values, in the sorted order; `greatest` when probes ask for
  /// values of at least a bound, else for at most.
  void AddSecond(const Vector& second, bool greatest, Reservation& memory);

  /// Returns the first sorted row whose word is not below (or above) `word`.
  uint32_t LowerBound(uint64_t word) const;
  uint32_t UpperBound(uint64_t word) const;
  /// Returns how many rows can be found.
  uint32_t rows() const { return static_cast<uint32_t>(words_.size()); }

  /// Describes the structure for EXPLAIN ANALYZE.
  std::string Describe() const;

  bool has_second() const { return !levels_.empty(); }
  /// Brings a word of a probe into the order of the second expression.
  uint64_t SecondWord(uint64_t word) const { return greatest_ ? word : ~word; }
  /// Returns the first row in `row .. end` whose second word is at least `least`, or `end`.
  uint32_t FindSecond(uint32_t row, uint32_t end, uint64_t least) const;

 private:
  static constexpr uint32_t kFanOutBits = 4;

  std::vector<uint64_t> words_;                // sorted, without NULLs
  std::vector<std::vector<uint64_t>> levels_;  // of second words: rows, blocks, blocks of blocks
  bool greatest_ = true;
};

}  // namespace lakebolt
