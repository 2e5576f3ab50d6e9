#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/per_process.h"

namespace lakebolt {

class TaskGroup;

enum class TaskStatus : uint8_t {
  kDone,
  kYield,    // has more to do; waits for its group's next turn
  kBlocked,  // will be resumed by its waker
};

/// Is a piece of work of one query that a worker runs for a few milliseconds at a time.
class Task {
 public:
  explicit Task(std::shared_ptr<TaskGroup> group) : group_(std::move(group)) {}
  virtual ~Task() = default;
  /// Works for about one quantum. Must not throw.
  virtual TaskStatus Run() = 0;

 private:
  friend class Scheduler;
  enum class State : uint8_t { kQueued, kRunning, kWokenWhileRunning, kBlocked };
  std::atomic<State> state_{State::kQueued};
  const std::shared_ptr<TaskGroup> group_;
  std::shared_ptr<Task> next_;  // in the queue of its group
};

/// Is the tasks of one query, which share its turns.
class TaskGroup {
 private:
  friend class Scheduler;

  // The tasks that can run, linked by Task::next_: to queue one needs no memory.
  std::shared_ptr<Task> first_;
  Task* last_ = nullptr;
  TaskGroup* next_ready_ = nullptr;
  /// Time that the group has used, each piece divided by the weight it had then.
  int64_t virtual_time_ = 0;
  int64_t used_nanos_ = 0;
};

/// Owns the worker threads and hands them the tasks of all queries by stride scheduling
/// (Waldspurger & Weihl 1995, "Stride Scheduling: Deterministic Proportional-Share Resource
/// Management"): the group that has used the least virtual time runs next. The weight of a group
/// falls with the time it has used (Wagner, Kohn & Neumann, "Self-Tuning Query Scheduling for
/// Analytical Workloads", SIGMOD 2021), so that short queries pass long ones, while those get their
/// turn however many short ones come.
///
/// The clock is the virtual time that each group would have if all had got their shares exactly. A
/// group that comes begins there, or with the one that is furthest behind: it waits for one turn of
/// another at most, and who did not run for a while saves up nothing.
///
/// A task that runs for long keeps its worker all the while. Where all are so busy, a further
/// thread, which else sleeps, runs the tasks of queries that have used little.
///
/// A child of fork() gets workers of its own: tasks of before it are left to the parent.
class Scheduler {
 public:
  explicit Scheduler(uint32_t workers);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Starts workers until there are `workers`.
  void Grow(uint32_t workers);

  void Submit(std::shared_ptr<Task> task) noexcept;

  /// Resumes a task that answered, or is about to answer, kBlocked. Needs no memory: who calls may
  /// be cleaning up because there was none.
  void Wake(const std::shared_ptr<Task>& task) noexcept;

 private:
  /// Is the threads and what waits for them.
  class Workers;

  PerProcess<Workers> workers_;
};

}  // namespace lakebolt
