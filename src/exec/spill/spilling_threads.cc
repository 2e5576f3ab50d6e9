#include "exec/spill/spilling_threads.h"

#include <utility>

namespace lakebolt {

SpillingThreads::Scope::Scope(SpillingThreads& threads) : threads_(threads) {
  const std::lock_guard lock(threads_.mutex_);
  ++threads_.count_;
}

SpillingThreads::Scope::~Scope() {
  std::vector<std::function<void()>> wakers;
  {
    const std::lock_guard lock(threads_.mutex_);
    --threads_.count_;
    wakers.swap(threads_.wakers_);
    // Under the lock: whoever waits may destroy the operator as soon as it goes on.
    threads_.done_.notify_all();
  }
  for (const auto& wake : wakers) wake();
}

bool SpillingThreads::WakeLater(std::function<void()> waker) {
  const std::lock_guard lock(mutex_);
  if (count_ == 0) return false;
  wakers_.push_back(std::move(waker));
  return true;
}

void SpillingThreads::Wait() {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return count_ == 0; });
}

}  // namespace lakebolt
