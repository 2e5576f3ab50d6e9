#pragma once

#include <memory>
#include <string>
#include <vector>

#include "types/logical_type.h"
#include "vector/chunk.h"

namespace lakebolt::ipc {

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
  Chunk Read(int index);
  /// Reads the next batch of a stream; false at the end.
  bool ReadNext(Chunk& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lakebolt::ipc
