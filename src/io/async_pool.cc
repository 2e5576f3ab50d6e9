#include "io/async_pool.h"

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "base/per_process.h"
#include "base/thread_start.h"

namespace lakebolt {

AsyncPool::AsyncPool(uint32_t threads) : thread_count_(std::max(threads, 1U)) {}

AsyncPool::~AsyncPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    tasks_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void AsyncPool::Submit(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (idle_ <= tasks_.size() && threads_.size() < thread_count_) StartOne();
    tasks_.push_back(std::move(task));
  }
  wake_.notify_one();
}

void AsyncPool::StartOne() {
  threads_.reserve(thread_count_);
  try {
    threads_.push_back(StartThread([this] { Run(); }));
  } catch (const UserError&) {
    // Fewer threads do as well, but for none.
    if (threads_.empty()) throw;
  }
}

void AsyncPool::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
    --idle_;
    if (stopping_) return;
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // frees what it captured outside the lock
    lock.lock();
  }
}

AsyncPool& AsyncPool::Default() {
  static PerProcess<AsyncPool> pool([] {
    return std::make_unique<AsyncPool>(2 * std::max(std::thread::hardware_concurrency(), 1U));
  });
  return pool.Get();
}

bool TryRunLater(std::function<void()> task) noexcept {
  try {
    AsyncPool::Default().Submit(std::move(task));
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace lakebolt
