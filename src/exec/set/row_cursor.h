#pragma once

#include <cstdint>

#include "exec/set/materialize.h"

namespace lakebolt {

/// Walks through the rows that a Materialize keeps, from the first to the last.
class RowCursor {
 public:
  explicit RowCursor(const Materialize& rows) : rows_(&rows) {}

  /// Returns how many rows can be had at once now; 0 at the end.
  uint32_t Available();
  /// Returns the next `count` rows, of which so many must be available.
  Chunk Take(uint32_t count);
  /// Leaves out the next `count` rows, or all there are.
  void Skip(uint64_t count);

 private:
  const Materialize* rows_;
  size_t next_chunk_ = 0;
  Chunk chunk_;
  uint32_t row_ = 0;  // of the chunk
};

}  // namespace lakebolt
