#include "format/parquet/buffer_pool.h"

#include <algorithm>
#include <bit>
#include <new>
#include <utility>

namespace lakebolt::parquet_format {

namespace {

// Buffer keeps smaller blocks by itself.
constexpr size_t kSmallest = size_t{1} << 20;
constexpr size_t kMostFreeBytes = size_t{64} << 20;
// Pages of a few rows are not worth counting.
constexpr size_t kUncounted = size_t{16} << 10;
// Claims of less are bounded by workers and columns.
constexpr size_t kMustBePaid = size_t{32} << 20;
// Samples, which planning takes, are charged to nobody.
constexpr size_t kMostUncharged = size_t{1} << 30;
// Memory is asked for and given back in steps, so that few buffers take a lock.
constexpr int64_t kMostStep = int64_t{4} << 20;
constexpr int64_t kLeastStep = int64_t{64} << 10;
constexpr int64_t kStepsInLimit = 64;
// A scan takes no more than one part in so many of the memory away from others.
constexpr int64_t kShareOfLimit = 4;

/// Rounds up to one of four sizes per power of two, so that buffers fit again.
size_t RoundUp(size_t bytes) {
  const size_t step = std::bit_floor(bytes) / 4;
  return (bytes + step - 1) / step * step;
}

}  // namespace

void BufferPool::ChargeTo(MemoryPool* memory) {
  if (memory == nullptr || charges_.load(std::memory_order_acquire)) return;
  const std::lock_guard lock(charge_mutex_);
  if (charges_.load(std::memory_order_relaxed)) return;
  memory_ = memory;
  reservation_ = Reservation(memory, "the scan");
  step_ = std::clamp(memory->limit() / kStepsInLimit, kLeastStep, kMostStep);
  charges_.store(true, std::memory_order_release);
}

void BufferPool::StopCharging() {
  const std::lock_guard lock(charge_mutex_);
  charges_.store(false, std::memory_order_relaxed);
  reservation_ = Reservation();
  charged_.store(0, std::memory_order_relaxed);
}

void BufferPool::StopKeeping() {
  std::vector<std::unique_ptr<Buffer>> freed;
  size_t bytes = 0;
  {
    const std::lock_guard lock(mutex_);
    keeps_ = false;
    freed.swap(free_);
    bytes = std::exchange(free_bytes_, 0);
  }
  if (freed.empty()) return;
  freed.clear();
  Count(-static_cast<int64_t>(bytes));
}

void BufferPool::Count(int64_t bytes) {
  const int64_t now = bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  if (!charges_.load(std::memory_order_acquire)) return;
  const int64_t charged = charged_.load(std::memory_order_relaxed);
  const bool fits = now <= charged && now + 2 * step_ >= charged && !IsShort();
  if (!fits) Settle(false);
}

void BufferPool::Settle(bool all) {
  const std::lock_guard lock(charge_mutex_);
  if (!charges_.load(std::memory_order_relaxed)) return;
  const int64_t bytes = bytes_.load(std::memory_order_relaxed);
  const int64_t held = reservation_.size();
  const int64_t wanted = (bytes + step_ - 1) / step_ * step_;
  const int64_t share = std::max(held, memory_->limit() / kShareOfLimit);
  const int64_t target = all ? wanted : std::min(wanted, share);
  bool is_short = false;
  if (target <= held) {
    reservation_.Resize(target);
  } else {
    is_short = !reservation_.TryGrow(target - held);
  }
  // What others have not taken is there to be used.
  is_short |= wanted - reservation_.size() > memory_->Left();
  is_short_.store(is_short, std::memory_order_relaxed);
  charged_.store(reservation_.size(), std::memory_order_relaxed);
}

std::unique_ptr<Buffer> BufferPool::TakeFree(size_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(free_.begin(), free_.end(), [&](const auto& candidate) {
    return candidate->size() >= bytes && candidate->size() <= 2 * bytes;
  });
  if (found == free_.end()) return nullptr;
  std::unique_ptr<Buffer> buffer = std::move(*found);
  free_bytes_ -= buffer->size();
  free_.erase(found);
  return buffer;
}

BufferPtr BufferPool::Acquire(size_t bytes) {
  if (bytes < kUncounted) return Buffer::Allocate(bytes);
  std::unique_ptr<Buffer> buffer;
  if (bytes > kSmallest) {
    bytes = RoundUp(bytes);
    buffer = TakeFree(bytes);
  }
  if (buffer == nullptr) {
    buffer = std::make_unique<Buffer>(bytes);
    Count(static_cast<int64_t>(bytes));
  }
  return {buffer.release(), [pool = weak_from_this()](Buffer* returned) {
            if (const auto alive = pool.lock()) {
              alive->Return(returned);
            } else {
              delete returned;
            }
          }};
}

BufferPtr BufferPool::AcquireClaimed(size_t bytes) {
  // Its memory is not there before it is written to.
  BufferPtr buffer = Acquire(bytes);
  if (bytes < kMustBePaid) return buffer;
  if (!charges_.load(std::memory_order_acquire) && bytes > kMostUncharged) throw std::bad_alloc();
  // The lock is not held while others are asked; what they give may go to somebody else.
  constexpr int kMostTries = 4;
  Settle(true);
  for (int tries = 0; charges_.load(std::memory_order_acquire) && IsShort(); ++tries) {
    const int64_t missing =
        bytes_.load(std::memory_order_relaxed) - charged_.load(std::memory_order_relaxed) + step_;
    if (tries == kMostTries || memory_->Reclaim(missing) <= 0) throw std::bad_alloc();
    Settle(true);
  }
  return buffer;
}

void BufferPool::Return(Buffer* buffer) {
  std::unique_ptr<Buffer> owned(buffer);
  const size_t bytes = owned->size();
  if (bytes > kSmallest && !IsShort()) {
    const std::lock_guard lock(mutex_);
    if (keeps_ && free_bytes_ + bytes <= kMostFreeBytes) {
      free_bytes_ += bytes;
      free_.push_back(std::move(owned));
      return;
    }
  }
  owned.reset();
  Count(-static_cast<int64_t>(bytes));
}

}  // namespace lakebolt::parquet_format
