#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "types/logical_type.h"
#include "vector/arrow_import.h"
#include "vector/chunk.h"

namespace lakebolt::ipc {

/// Is a batch that was read, of which chunks are made.
class RecordBatch {
 public:
  RecordBatch() = default;
  /// Takes rows over that `owner` is needed for.
  RecordBatch(ImportedRows rows, std::string path, std::shared_ptr<const void> owner);
  /// Is rows without columns.
  explicit RecordBatch(uint32_t count) : count_(count) {}

  uint32_t count() const { return count_; }
  /// Returns rows; throws kCorruptData for what makes no sense, naming the file.
  Chunk Take(uint32_t begin, uint32_t count) const;

 private:
  uint32_t count_ = 0;
  std::string path_;
  std::shared_ptr<const void> owner_;
  std::optional<ImportedRows> rows_;
  std::optional<Chunk> whole_;  // where parts are not taken one by one
};

/// Reads the record batches of one IPC file or stream. For one thread.
class BatchReader {
 public:
  /// Opens a file; of its columns those of `places` (ascending) are read. Throws kIo, kCorruptData.
  explicit BatchReader(const std::string& path, const std::vector<int>* places = nullptr);
  ~BatchReader();
  BatchReader(BatchReader&&) noexcept;
  BatchReader& operator=(BatchReader&&) noexcept;

  const Schema& schema() const;
  /// Tells whether batches can be read in any order; those of a stream come one after the other.
  bool IsFile() const;
  int batches() const;  // of a file
  /// Reads batch `index` of a file.
  RecordBatch Read(int index);
  /// Reads the next batch of a stream; false at the end.
  bool ReadNext(RecordBatch& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lakebolt::ipc
