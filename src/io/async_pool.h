#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lakebolt {

/// Runs reads on threads of its own, so that workers never wait for storage. A task must not throw:
/// it reports through what it captured and then wakes whoever waits. Thread-safe.
class AsyncPool {
 public:
  /// Creates a pool; threads start with the first task.
  explicit AsyncPool(uint32_t threads);
  /// Drops what has not started and waits for the rest.
  ~AsyncPool();
  AsyncPool(const AsyncPool&) = delete;
  AsyncPool& operator=(const AsyncPool&) = delete;

  /// Queues `task`. Throws UserError kOutOfMemory when not one thread can be started.
  void Submit(std::function<void()> task);

  /// Returns the process's pool: twice as many threads as cores.
  static AsyncPool& Default();

 private:
  void StartOne();
  void Run();

  const uint32_t thread_count_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  uint32_t idle_ = 0;
  bool stopping_ = false;
};

/// Has the process's pool run `task` some time; false where it cannot, for want of memory or of
/// threads. What has not begun when the process ends is dropped.
bool TryRunLater(std::function<void()> task) noexcept;

}  // namespace lakebolt
