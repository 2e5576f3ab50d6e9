#pragma once

#include <cstdint>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Brings a column into sorted order, slice by slice in parallel. Slices begin at multiples of 64
/// rows, so that no two of them write to one word of the validity.
class SortedColumn {
 public:
  /// `order` holds the rows of `source` in order; both outlive this.
  SortedColumn(const Vector& source, const std::vector<uint32_t>& order);

  void Gather(uint32_t begin, uint32_t end);

  /// Returns the whole once all slices are there.
  Vector Take() { return std::move(out_); }

 private:
  const Vector& source_;
  const std::vector<uint32_t>& order_;
  Vector out_;
};

/// Writes 1 to marks[i - begin] for each row i of `begin .. end` that differs from the row before
/// it in order, NULLs being equal; row 0 differs. Other marks stay as they are. Without `order` the
/// rows are in order.
void MarkChanges(const Vector& column, const std::vector<uint32_t>* order, uint32_t begin,
                 uint32_t end, uint8_t* marks);

}  // namespace lakebolt
