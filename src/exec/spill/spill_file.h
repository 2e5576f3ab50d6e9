#pragma once

#include <memory>
#include <vector>

#include "exec/spill/block_file.h"
#include "vector/chunk_codec.h"

namespace lakebolt {

/// Keeps a sequence of chunks of the same types on disk. Written by one worker at a time; once
/// written, read by any number, each with a cursor of its own.
class SpillFile {
 public:
  SpillFile(std::shared_ptr<TemporaryDirectory> directory, std::vector<LogicalType> types);

  /// Appends the live rows of a chunk. Throws UserError kIo or kOutOfMemory; what was written
  /// before stays readable.
  void Write(const Chunk& chunk);
  /// Appends `rows` encoded rows.
  void Write(const EncodedChunk& encoded, uint32_t rows);

  /// Reads the chunk that was written as number `index`. Throws UserError kIo.
  Chunk Read(size_t index) const;

  size_t chunks() const { return blocks_.blocks(); }
  uint64_t rows() const { return rows_; }
  /// Returns about the bytes that all chunks, and the largest of them, take in memory.
  uint64_t memory_bytes() const { return memory_bytes_; }
  uint64_t largest_chunk() const { return largest_chunk_; }
  /// Returns the bytes on disk.
  int64_t bytes() const { return blocks_.bytes(); }

 private:
  std::vector<LogicalType> types_;
  BlockFile blocks_;  // one a chunk
  uint64_t rows_ = 0;
  uint64_t memory_bytes_ = 0;
  uint64_t largest_chunk_ = 0;
};

}  // namespace lakebolt
