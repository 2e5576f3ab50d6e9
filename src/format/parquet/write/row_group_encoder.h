#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "format/lanes.h"
#include "format/parquet/write/column_encoder.h"
#include "vector/chunk.h"

namespace lakebolt::parquet_format {

/// Is a row group whose columns are encoded.
struct EncodedGroup {
  uint64_t rows = 0;
  std::vector<EncodedChunk> chunks;  // of all leaves
};

/// Encodes rows as row groups, columns side by side. A column goes on to the next row group when it
/// has ended one, so that none waits for the slowest.
class RowGroupEncoder {
 public:
  /// `schema` and `plans` outlive it; `threads` encode at a time.
  RowGroupEncoder(const StoredSchema& schema, const std::vector<LeafPlan>& plans, uint32_t threads);

  /// Adds rows, which take up so many `bytes`, to the row group at hand; waits where too many wait
  /// to be encoded.
  void Append(std::vector<Chunk> chunks, size_t bytes);
  /// Ends the row group at hand, if it has rows.
  void EndGroup();
  /// Returns the next row group whose columns are all encoded; where none is yet, waits for it if
  /// `waits`. Nothing after the last that was ended.
  std::optional<EncodedGroup> Take(bool waits);
  /// Returns about the bytes of what was added and not taken.
  size_t HeldBytes() const { return held_bytes_; }

 private:
  struct Group;

  /// Notes what a column of a row group takes now.
  void SetHeld(size_t& held, size_t bytes);
  void RunEach(const std::function<void(size_t)>& column_task);

  const StoredSchema& schema_;
  const std::vector<LeafPlan>& plans_;
  const size_t max_batches_;
  std::shared_ptr<Group> open_;  // to which rows are added
  std::deque<std::shared_ptr<Group>> ended_;
  std::atomic<size_t> held_bytes_{0};
  std::atomic<size_t> batches_{0};  // that some column has not encoded yet
  Lanes lanes_;                     // last: its end waits for tasks, which use the others
};

}  // namespace lakebolt::parquet_format
