#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "base/buffer.h"
#include "base/memory_pool.h"

namespace lakebolt::parquet_format {

/// Reuses large buffers within one scan: fresh pages from the kernel cost as much as decompressing
/// into them. Small ones come from Buffer's own cache. Buffers return when their last user lets go,
/// on whatever thread, also after the pool is gone.
///
/// What is handed out counts as the query's memory, as far as that can be had and leaves enough to
/// others, who may need it more: a scan's share is bounded by its workers and columns, so it goes
/// on without, and holds nothing it can do without.
/// That does not hold for what a few bytes of a file may claim any size of. Thread-safe.
class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
  static std::shared_ptr<BufferPool> Make() { return std::shared_ptr<BufferPool>(new BufferPool); }

  /// Counts buffers as memory of `memory` (may be null), until StopCharging.
  void ChargeTo(MemoryPool* memory);
  /// Gives back what was counted; buffers still in use count no more.
  void StopCharging();
  /// Tells that memory is short: the last that was asked for could not be had.
  bool IsShort() const { return is_short_.load(std::memory_order_relaxed); }

  /// Frees what is kept for reuse, and keeps nothing more: the scan ends, its query may not.
  void StopKeeping();

  /// Returns a buffer of at least `bytes`.
  BufferPtr Acquire(size_t bytes);
  /// Returns a buffer of a size that a file claims and that its own size does not bound. Throws
  /// std::bad_alloc for a large one that memory lacks for, even after others gave some back.
  BufferPtr AcquireClaimed(size_t bytes);

 private:
  BufferPool() = default;
  std::unique_ptr<Buffer> TakeFree(size_t bytes);
  void Return(Buffer* buffer);
  void Count(int64_t bytes);
  /// Has what is in use charged; more than a scan's share if `all`.
  void Settle(bool all);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Buffer>> free_;
  size_t free_bytes_ = 0;
  bool keeps_ = true;

  std::atomic<int64_t> bytes_{0};  // of buffers there are, the small ones left out
  std::atomic<int64_t> charged_{0};
  std::atomic<bool> is_short_{false};
  std::atomic<bool> charges_{false};
  std::mutex charge_mutex_;
  MemoryPool* memory_ = nullptr;
  int64_t step_ = 0;
  Reservation reservation_;
};

}  // namespace lakebolt::parquet_format
