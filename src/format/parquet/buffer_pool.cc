#include "format/parquet/buffer_pool.h"

#include <algorithm>
#include <bit>

namespace lakebolt::parquet_format {

namespace {

// Buffer keeps smaller blocks by itself.
constexpr size_t kSmallest = (size_t{1} << 20) - Buffer::kPadding;
constexpr size_t kMostFreeBytes = size_t{64} << 20;

/// Rounds up to one of four sizes per power of two, so that buffers fit again.
size_t RoundUp(size_t bytes) {
  const size_t step = std::bit_floor(bytes) / 4;
  return (bytes + step - 1) / step * step;
}

}  // namespace

BufferPtr BufferPool::Acquire(size_t bytes) {
  if (bytes <= kSmallest) return Buffer::Allocate(bytes);
  const size_t wanted = RoundUp(bytes);
  std::unique_ptr<Buffer> buffer;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(free_.begin(), free_.end(), [&](const auto& candidate) {
      return candidate->size() >= wanted && candidate->size() <= 2 * wanted;
    });
    if (found != free_.end()) {
      buffer = std::move(*found);
      free_bytes_ -= buffer->size();
      free_.erase(found);
    }
  }
  if (buffer == nullptr) buffer = std::make_unique<Buffer>(wanted);
  return {buffer.release(), [pool = weak_from_this()](Buffer* returned) {
            if (const auto alive = pool.lock()) {
              alive->Return(returned);
            } else {
              delete returned;
            }
          }};
}

void BufferPool::Return(Buffer* buffer) {
  std::unique_ptr<Buffer> owned(buffer);
  const std::lock_guard lock(mutex_);
  if (free_bytes_ + owned->size() > kMostFreeBytes) return;
  free_bytes_ += owned->size();
  free_.push_back(std::move(owned));
}

}  // namespace lakebolt::parquet_format
