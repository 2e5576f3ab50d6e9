#include "format/lanes.h"

#include <algorithm>
#include <thread>

#include "base/error.h"
#include "io/async_pool.h"

namespace lakebolt {

namespace {

/// Returns the threads that work for all writers of the process.
AsyncPool& WritingThreads() {
  static AsyncPool pool(std::max(std::thread::hardware_concurrency(), 1U));
  return pool;
}

}  // namespace

Lanes::Lanes(size_t lanes, uint32_t threads) : most_runners_(threads), lanes_(lanes) {}

Lanes::~Lanes() {
  std::unique_lock lock(mutex_);
  ready_.clear();
  for (Lane& lane : lanes_) lane.tasks.clear();
  ended_.wait(lock, [this] { return runners_ == 0; });
}

void Lanes::Post(size_t lane, std::function<void()> task) {
  if (most_runners_ <= 1) return task();
  {
    const std::lock_guard lock(mutex_);
    if (error_ != nullptr) return;
    lanes_[lane].tasks.push_back(std::move(task));
    ++pending_;
    if (lanes_[lane].is_active) return;
    lanes_[lane].is_active = true;
    ready_.push_back(lane);
    if (runners_ == most_runners_) return;
    ++runners_;
  }
  StartRunner();
}

void Lanes::StartRunner() {
  try {
    WritingThreads().Submit([this] { Run(); });
  } catch (const UserError&) {
    Run();  // the system gives no threads
  }
}

void Lanes::Run() {
  std::unique_lock lock(mutex_);
  while (!ready_.empty()) RunOne(lock);
  --runners_;
  ended_.notify_all();
}

void Lanes::RunOne(std::unique_lock<std::mutex>& lock) {
  const size_t number = ready_.front();
  Lane& lane = lanes_[number];
  ready_.pop_front();
  std::function<void()> task = std::move(lane.tasks.front());
  lane.tasks.pop_front();
  lock.unlock();
  std::exception_ptr error;
  try {
    task();
  } catch (...) {
    error = std::current_exception();
  }
  task = nullptr;  // frees what it holds outside the lock
  lock.lock();
  --pending_;
  if (error != nullptr && error_ == nullptr) {
    error_ = error;
    ready_.clear();
  }
  if (error_ == nullptr && !lane.tasks.empty()) {
    ready_.push_back(number);
  } else {
    lane.is_active = false;
  }
  ended_.notify_all();
}

}  // namespace lakebolt
