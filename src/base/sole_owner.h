#pragma once

#include <atomic>
#include <memory>

namespace lakebolt {

/// Tells whether nobody else holds what a pointer points to, and that whatever others did with it
/// is over: use_count() alone is read without order, so that what they read last might be what the
/// caller writes next.
template <typename T>
bool IsSoleOwner(const std::shared_ptr<T>& pointer) {
  if (pointer.use_count() != 1) return false;
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
  // It knows no fences; giving a copy back is ordered behind all that was given back before.
  [[maybe_unused]] const std::shared_ptr<T> copy = pointer;
#endif
#endif
  std::atomic_thread_fence(std::memory_order_acquire);
  return true;
}

}  // namespace lakebolt
