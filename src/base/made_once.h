#pragma once

#include <atomic>
#include <mutex>

namespace lakebolt {

/// Lets the first of several threads that read make what all of them look at, until what it is made
/// of changes. Where that fails, the next one tries again. Reset and moving are for who writes, and
/// is alone.
///
/// Does what std::call_once does, which thread sanitizers do not know: an exception that leaves it
/// ends a process under them.
class MadeOnce {
 public:
  /// `made` says whether there is nothing to make at first.
  explicit MadeOnce(bool made = false) : made_(made) {}
  MadeOnce(MadeOnce&& other) noexcept : made_(other.made_.load(std::memory_order_relaxed)) {}
  MadeOnce& operator=(MadeOnce&& other) noexcept {
    made_.store(other.made_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    return *this;
  }

  /// Says that it has to be made anew.
  void Reset() { made_.store(false, std::memory_order_relaxed); }

  /// Calls `make` unless that is done. Thread-safe.
  template <typename Make>
  void Ensure(const Make& make) {
    if (made_.load(std::memory_order_acquire)) return;
    const std::lock_guard lock(mutex_);
    if (made_.load(std::memory_order_relaxed)) return;
    make();
    made_.store(true, std::memory_order_release);
  }

 private:
  std::mutex mutex_;
  std::atomic<bool> made_;
};

}  // namespace lakebolt
