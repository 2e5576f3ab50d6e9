#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/memory_pool.h"
#include "exec/sort/sorted_run.h"

namespace lakebolt {

/// Merges sorted runs: gives those of their rows whose keys are at or after `from` and before `to`
/// (empty: no bound), in order. Holds a chunk of each run in memory. One worker's; several may
/// read the same runs.
class RunMerge {
 public:
  /// The runs must outlive the merge. Throws UserError kOutOfMemory.
  RunMerge(const std::vector<const SortedRun*>& runs, std::string_view from, std::string_view to,
           MemoryPool* memory);
  ~RunMerge();

  /// Bounds the bytes that merging a run takes.
  static int64_t MemoryBytes(const SortedRun& run);

  /// Leaves out the next `rows` rows; returns how many there were.
  uint64_t Skip(uint64_t rows);
  /// Returns the next `most` rows with the first `width` columns, fewer at the end, then none.
  Chunk Next(uint32_t most, size_t width) { return Next(most, std::vector<bool>(width, true)); }
  /// Likewise, with NULLs in the place of columns that are not wanted.
  Chunk Next(uint32_t most, const std::vector<bool>& wanted);

 private:
  class Cursor;
  class Output;

  static bool Later(const std::unique_ptr<Cursor>& a, const std::unique_ptr<Cursor>& b);
  /// Moves the cursor with the least key by a row and restores the heap.
  void Advance();

  Reservation bytes_;
  std::vector<std::unique_ptr<Cursor>> heap_;  // the least key first
};

}  // namespace lakebolt
