#pragma once

#include <vector>

#include "exec/join/join_table.h"
#include "expression/evaluator.h"

namespace lakebolt {

/// Finds for each row of a probe chunk the build rows within its ranges, for one worker.
class ProbeRanges {
 public:
  explicit ProbeRanges(const JoinTable& table);

  /// Writes into `refs[i]` the first build row of the i-th live row, or kNoRow.
  void Find(const std::vector<Vector>& columns, RowSet rows, RowRef* refs);

  /// Returns the build row after `ref` for the i-th live row, or kNoRow.
  RowRef Next(uint32_t i, RowRef ref) const { return From(i, ref); }

 private:
  RowRef From(uint32_t i, uint32_t row) const {
    const uint32_t end = ends_[i];
    if (row < end && index_.has_second()) row = index_.FindSecond(row, end, least_[i]);
    return row < end ? row + 1 : kNoRow;
  }
  void Narrow(size_t range, RowSet rows);

  const JoinTable& table_;
  const RangeIndex& index_;
  std::vector<ExprEvaluator> evaluators_;
  std::vector<uint64_t> words_;
  std::vector<uint8_t> valid_;
  std::vector<uint32_t> begins_;  // by live row, as all below
  std::vector<uint32_t> ends_;
  std::vector<uint64_t> least_;  // for the second expression
};

}  // namespace lakebolt
