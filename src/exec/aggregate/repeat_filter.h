#pragma once

#include <cstdint>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Leaves out rows whose key is that of the row before. A group-by without calls, a DISTINCT, needs
/// one row of each run, and runs are frequent where rows come in the order in which they were
/// written: an order's lines, a visitor's clicks. Values are compared where they stand, before
/// anything is packed or hashed. One worker's; sits out where it would leave out hardly any.
class RepeatFilter {
 public:
  /// Returns `rows` without those that repeat; valid until the next call.
  RowSet Drop(const std::vector<Vector>& keys, RowSet rows);
  /// Returns the share of all rows that was left.
  double share_left() const {
    return rows_ == 0 ? 1 : static_cast<double>(rows_left_) / static_cast<double>(rows_);
  }

 private:
  uint64_t rows_ = 0;
  uint64_t rows_left_ = 0;
  uint32_t batches_to_sit_out_ = 0;
  std::vector<uint8_t> differs_;  // from the row before
  std::vector<uint32_t> left_;
};

}  // namespace lakebolt
