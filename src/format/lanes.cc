#include "format/lanes.h"

#include <algorithm>
#include <memory>
#include <thread>

#include "base/cancellation_scope.h"
#include "base/current_cancellation.h"
#include "base/per_process.h"
#include "io/async_pool.h"

namespace lakebolt {

namespace {

/// Returns the threads that work for all writers of the process.
AsyncPool& WritingThreads() {
  static PerProcess<AsyncPool> pool([] {
    return std::make_unique<AsyncPool>(std::max(std::thread::hardware_concurrency(), 1U));
  });
  return pool.Get();
}

}  // namespace

Lanes::Lanes(size_t lanes, uint32_t threads)
    : max_runners_(threads),
      cancellation_(CurrentCancellation()),
      time_(CurrentSessionTime()),
      lanes_(lanes),
      ready_(lanes) {}

Lanes::~Lanes() {
  std::unique_lock lock(mutex_);
  ready_count_ = 0;
  for (Lane& lane : lanes_) lane.tasks.clear();
  ended_.wait(lock, [this] { return runners_ == 0; });
}

void Lanes::Post(size_t lane, std::function<void()> task) {
  if (max_runners_ <= 1) return task();
  {
    const std::lock_guard lock(mutex_);
    if (error_ != nullptr) return;
    lanes_[lane].tasks.push_back(std::move(task));
    ++pending_;
    if (lanes_[lane].is_active) return;
    lanes_[lane].is_active = true;
    AddReady(lane);
    if (runners_ == max_runners_) return;
    ++runners_;
  }
  StartRunner();
}

void Lanes::StartRunner() {
  try {
    WritingThreads().Submit([this] { Run(); });
  } catch (...) {
    Run();  // the system gives no threads, or no memory to tell one of the task
  }
}

void Lanes::AddReady(size_t lane) {
  ready_[(first_ready_ + ready_count_++) % ready_.size()] = lane;
}

size_t Lanes::TakeReady() {
  --ready_count_;
  return ready_[first_ready_++ % ready_.size()];
}

void Lanes::Run() {
  const CancellationScope cancellation(cancellation_);
  const SessionTimeScope time(time_);
  std::unique_lock lock(mutex_);
  while (ready_count_ > 0) RunOne(lock);
  --runners_;
  ended_.notify_all();
}

void Lanes::RunOne(std::unique_lock<std::mutex>& lock) {
  const size_t number = TakeReady();
  Lane& lane = lanes_[number];
  std::function<void()> task = std::move(lane.tasks.front());
  lane.tasks.pop_front();
  lock.unlock();
  std::exception_ptr error;
  try {
    CheckCancellation();
    task();
  } catch (...) {
    error = std::current_exception();
  }
  task = nullptr;  // frees what it holds outside the lock
  lock.lock();
  --pending_;
  if (error != nullptr && error_ == nullptr) {
    error_ = error;
    ready_count_ = 0;
  }
  if (error_ == nullptr && !lane.tasks.empty()) {
    AddReady(number);
  } else {
    lane.is_active = false;
  }
  ended_.notify_all();
}

}  // namespace lakebolt
