#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace lakebolt {

/// Counts the threads that write state of an operator to disk just now, for those that need what
/// these will give back, and for the end of the operator's input, which must not miss it.
class SpillingThreads {
 public:
  /// Counts the calling thread as long as it lives. To be made under the lock under which the
  /// operator decides that it still takes input.
  class Scope {
   public:
    explicit Scope(SpillingThreads& threads);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    SpillingThreads& threads_;
  };

  /// Returns whether there are any; then `waker` is called when one is done.
  bool WakeLater(std::function<void()> waker);
  /// Waits until there are none.
  void Wait();

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  uint32_t count_ = 0;
  std::vector<std::function<void()>> wakers_;
};

}  // namespace lakebolt
