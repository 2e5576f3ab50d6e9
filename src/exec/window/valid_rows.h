#pragma once

#include <cstdint>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Numbers the rows that count for a call: those whose argument is not NULL, or that a filter
/// takes.
class ValidRows {
 public:
  /// Notes the rows `i` of `0 .. rows` for which `counts(i)` holds.
  template <typename Counts>
  void Build(uint32_t rows, const Counts& counts) {
    before_.resize(rows + 1);
    for (uint32_t i = 0; i < rows; ++i) {
      before_[i] = static_cast<uint32_t>(rows_.size());
      if (counts(i)) rows_.push_back(i);
    }
    before_[rows] = static_cast<uint32_t>(rows_.size());
  }

  /// Returns how many such rows come before `row`.
  uint32_t Before(uint32_t row) const { return before_[row]; }
  uint32_t Count(uint32_t begin, uint32_t end) const { return before_[end] - before_[begin]; }
  bool Contains(uint32_t row) const { return before_[row + 1] != before_[row]; }
  /// Returns the row that `number` of them come before.
  uint32_t At(uint32_t number) const { return rows_[number]; }

 private:
  std::vector<uint32_t> before_;
  std::vector<uint32_t> rows_;
};

}  // namespace lakebolt
