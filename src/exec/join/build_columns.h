#pragma once

#include <optional>
#include <vector>

#include "exec/join/join_table.h"
#include "vector/parallel_concat.h"

namespace lakebolt {

/// Holds the kept columns of one chunk of a build side.
struct BuildBatch {
  std::vector<Vector> columns;  // by slot
  uint32_t rows = 0;
  uint32_t first_row = 0;
  int64_t charged = 0;  // bytes
};

/// Puts the kept columns of a build side together from the chunks they came in: as whole columns,
/// or side by side in packed rows. Packed are columns that are only given out, if there are several
/// and the rows are too many for the cache: each row found would miss it once a column.
class BuildColumns {
 public:
  /// Plans for `batches`; takes memory for `table`'s rows from nobody: see bytes_per_row.
  BuildColumns(const JoinTable& table, const std::vector<BuildBatch>& batches);

  /// Returns the bytes that a row takes here.
  int64_t bytes_per_row() const { return bytes_per_row_; }
  /// Tells whether rows can come in another order than that of the batches.
  bool CanReorder() const { return can_reorder_; }

  /// Copies batch `i`: to its rows, or row r of all to `places[r]`. Thread-safe for different
  /// batches.
  void Copy(size_t i, const BuildBatch& batch, const uint32_t* places);

  /// Hands the finished columns over to the table.
  void MoveTo(JoinTable& table);

 private:
  void PlanPacked(const JoinTable& table, const std::vector<BuildBatch>& batches);

  std::vector<std::optional<ParallelConcat>> concats_;  // by slot
  std::vector<uint32_t> fields_;                        // by slot
  PackedRows packed_;
  int64_t bytes_per_row_ = 0;
  bool can_reorder_ = true;
};

}  // namespace lakebolt
