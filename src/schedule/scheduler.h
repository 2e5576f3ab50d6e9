#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace lakebolt {

enum class TaskStatus : uint8_t {
  kDone,
  kYield,    // has more to do; goes to the end of the queue so that others get their turn
  kBlocked,  // will be resumed by its waker
};

/// Is a piece of work of one query that a worker runs for a few milliseconds at a time.
class Task {
 public:
  virtual ~Task() = default;
  /// Works for about one quantum. Must not throw.
  virtual TaskStatus Run() = 0;

 private:
  friend class Scheduler;
  enum class State : uint8_t { kQueued, kRunning, kWokenWhileRunning, kBlocked };
  std::atomic<State> state_{State::kQueued};
};

/// Owns the worker threads, one per core, and the queue of tasks of all queries. Tasks run in turn:
/// a task that has used its quantum goes to the back, so long queries do not starve short ones.
class Scheduler {
 public:
  explicit Scheduler(uint32_t workers);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  void Submit(std::shared_ptr<Task> task);

  /// Resumes a task that answered, or is about to answer, kBlocked.
  void Wake(const std::shared_ptr<Task>& task);

  uint32_t workers() const { return static_cast<uint32_t>(threads_.size()); }

 private:
  void WorkerLoop();

  std::mutex mutex_;
  std::condition_variable not_empty_;
  std::deque<std::shared_ptr<Task>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace lakebolt
