#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace lakebolt {

/// Names one state of one file: when any part differs, the file was changed or replaced.
struct FileIdentity {
  std::string path;
  uint64_t size = 0;
  int64_t mtime_ns = 0;
  uint64_t inode = 0;

  bool operator==(const FileIdentity&) const = default;
};

/// Is an open file that can be read at any place by any number of threads at once.
class RandomAccessFile {
 public:
  virtual ~RandomAccessFile() = default;

  /// Returns what identified the file when it was opened.
  virtual const FileIdentity& identity() const = 0;

  /// Reads exactly `length` bytes at `offset` into `out`; throws kIo, naming the file, when they
  /// cannot be had.
  virtual void ReadAt(uint64_t offset, size_t length, uint8_t* out) const = 0;

  /// Tells whether a read answers about as fast as memory, so that waiting for it in a worker is
  /// cheaper than handing it to another thread.
  virtual bool IsFast() const = 0;

  const std::string& path() const { return identity().path; }
  uint64_t size() const { return identity().size; }
};

}  // namespace lakebolt
