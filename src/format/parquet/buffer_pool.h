#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "base/buffer.h"

namespace lakebolt::parquet_format {

/// Reuses large buffers within one scan: fresh pages from the kernel cost as much as decompressing
/// into them. Small ones come from Buffer's own cache. Buffers return when their last user lets go,
/// on whatever thread, also after the pool is gone. Thread-safe.
class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
  static std::shared_ptr<BufferPool> Make() { return std::shared_ptr<BufferPool>(new BufferPool); }

  /// Returns a buffer of at least `bytes`.
  BufferPtr Acquire(size_t bytes);

 private:
  BufferPool() = default;
  void Return(Buffer* buffer);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Buffer>> free_;
  size_t free_bytes_ = 0;
};

}  // namespace lakebolt::parquet_format
