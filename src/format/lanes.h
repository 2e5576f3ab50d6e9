#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "base/cancellation.h"
#include "types/session_time.h"

namespace lakebolt {

/// Runs tasks of several lanes side by side on threads of the process, those of one lane one after
/// the other, for the query that made the lanes: cancelled with it, and at its time. With one
/// thread all run at once, where they are posted.
class Lanes {
 public:
  /// At most `threads` tasks run at a time.
  Lanes(size_t lanes, uint32_t threads);
  /// Drops what has not started and waits for the rest.
  ~Lanes();
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

  /// Adds a task to the end of a lane. Tasks that throw end all lanes.
  void Post(size_t lane, std::function<void()> task);

  /// Waits until `reached()`, which is asked again whenever a task has ended, or until none is
  /// left. Throws what a task threw.
  template <typename Reached>
  void WaitFor(Reached&& reached) {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [&] { return error_ != nullptr || pending_ == 0 || reached(); });
    if (error_ != nullptr) std::rethrow_exception(error_);
  }

 private:
  struct Lane {
    std::deque<std::function<void()>> tasks;
    bool is_active = false;  // a task runs, or the lane waits for its turn
  };

  void StartRunner();
  /// Runs tasks while there are any.
  void Run();
  void RunOne(std::unique_lock<std::mutex>& lock);
  void AddReady(size_t lane);
  size_t TakeReady();

  const uint32_t max_runners_;
  const CancellationToken* const cancellation_;
  const SessionTime time_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<Lane> lanes_;
  std::vector<size_t> ready_;  // lanes that wait for their turn: a ring with room for all
  size_t first_ready_ = 0;
  size_t ready_count_ = 0;
  size_t pending_ = 0;  // tasks that have not ended
  uint32_t runners_ = 0;
  std::exception_ptr error_;
};

}  // namespace lakebolt
