#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/buffer.h"
#include "io/temporary_directory.h"

namespace lakebolt {

/// Keeps a sequence of blocks of bytes on disk, checksummed, and compressed where that takes less
/// time than to write what it saves, or where there is little room on the disk. Written by one
/// worker at a time; once written, read by any number.
class BlockFile {
 public:
  explicit BlockFile(std::shared_ptr<TemporaryDirectory> directory);

  /// Appends a block and returns its number. Throws UserError kIo or kOutOfMemory; what was written
  /// before stays readable.
  size_t Write(const uint8_t* bytes, size_t size);

  /// Reads a block as it was written. Throws UserError kIo. Thread-safe.
  BufferPtr Read(size_t block) const;

  size_t blocks() const { return blocks_.size(); }
  /// Returns the bytes on disk.
  int64_t bytes() const { return file_ ? file_->size() : 0; }

 private:
  struct Block {
    int64_t offset;
    uint32_t stored_bytes;  // as many as `bytes`: not compressed
    uint32_t bytes;
    uint64_t checksum;  // of the stored bytes
  };

  /// Compresses a block into `out`; returns the bytes it has there, 0 where it is to be stored as
  /// it is.
  size_t Compress(const uint8_t* bytes, size_t size, BufferPtr& out);
  bool ShouldCompress();

  std::shared_ptr<TemporaryDirectory> directory_;
  std::unique_ptr<TemporaryFile> file_;  // made by the first block
  std::vector<Block> blocks_;
  uint32_t untried_left_ = 0;  // blocks that are stored as they are without a trial
  // What compressing does, as the last blocks tell.
  double saved_share_;
  double nanoseconds_per_byte_;
};

}  // namespace lakebolt
