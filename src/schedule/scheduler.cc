#include "schedule/scheduler.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/memory_arbiter.h"
#include "base/thread_start.h"

namespace lakebolt {

namespace {

/// What a query weighs until it has used so much time of workers.
struct WeightStep {
  int64_t until_nanos;
  int64_t weight;
};
constexpr WeightStep kSteps[] = {{20'000'000, 16}, {200'000'000, 4}};
constexpr int64_t kLastWeight = 1;
/// A query that has used less may be run by the stand-in once no worker was free for so long.
constexpr int64_t kShortNanos = 200'000'000;
constexpr std::chrono::milliseconds kPatience{20};
/// Workers that take the place of those that wait for memory, at most.
constexpr size_t kMostSpareWorkers = 16;

int64_t WeightAt(int64_t used_nanos) {
  for (const WeightStep& step : kSteps) {
    if (used_nanos < step.until_nanos) return step.weight;
  }
  return kLastWeight;
}

int64_t NanosOf(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// Tells what each run of a task costs on one thread: processor time, so that what others do on a
/// busy machine is charged to no query. Asking for that is a system call, which took a third of
/// the time of a recursive query's rounds; what ends at once is charged by the wall clock instead,
/// which is a memory read.
class TaskClock {
 public:
  void Start() { begin_ = NanosOf(CLOCK_MONOTONIC); }

  /// Returns the nanoseconds since Start.
  int64_t Stop() {
    constexpr int64_t kAtOnce = 100'000;
    const int64_t elapsed = NanosOf(CLOCK_MONOTONIC) - begin_;
    if (elapsed < kAtOnce) {
      charged_ += elapsed;
      return elapsed;
    }
    const int64_t used = NanosOf(CLOCK_THREAD_CPUTIME_ID);
    const int64_t nanos = std::clamp<int64_t>(used - charged_, 0, elapsed);
    charged_ = used;
    return nanos;
  }

 private:
  int64_t begin_ = 0;
  int64_t charged_ = 0;  // of this thread's processor time
};

}  // namespace

class Scheduler::Workers {
 public:
  ~Workers();

  void Grow(uint32_t workers);
  void Submit(std::shared_ptr<Task> task) noexcept;
  void Wake(const std::shared_ptr<Task>& task) noexcept;

 private:
  void Start(size_t workers);
  /// Starts one more of the workers that the calling thread belongs to, if there are any and these
  /// are not too many.
  static bool AddWorker();
  void WorkerLoop();
  void StandInLoop();
  void RunTask(std::shared_ptr<Task> task, TaskClock& clock);
  std::shared_ptr<Task> TakeTask();
  /// Takes the next task of a query that has used little so far; null where there is none. The lock
  /// is held.
  std::shared_ptr<Task> TakeShort();
  std::shared_ptr<Task> TakeFrom(TaskGroup** group);
  void AppendReady(TaskGroup& group);
  /// Returns where the ready group is linked that comes next.
  TaskGroup** NextReady();
  void Charge(TaskGroup& group, int64_t nanos);

  /// Is what a thread belongs to; null where it is no worker.
  static thread_local Workers* own;

  std::mutex mutex_;
  std::condition_variable not_empty_;
  // The groups with tasks that can run, linked by TaskGroup::next_ready_.
  TaskGroup* first_ready_ = nullptr;
  TaskGroup** end_of_ready_ = &first_ready_;
  int64_t clock_ = 0;
  bool stopping_ = false;
  size_t asked_ = 0;  // workers, by Grow
  std::vector<std::thread> threads_;

  // A task may take long before it looks at the clock: a worker's rows are sorted in one go. The
  // stand-in is a thread of its own that has short queries go on while all workers are so busy.
  std::condition_variable all_busy_;
  std::condition_variable stopped_;
  size_t idle_ = 0;          // workers that wait for tasks
  uint64_t taken_ = 0;       // tasks, by workers
  bool is_watched_ = false;  // by the stand-in, which looks again by itself
  std::thread stand_in_;
};

thread_local Scheduler::Workers* Scheduler::Workers::own = nullptr;

Scheduler::Scheduler(uint32_t workers)
    : workers_([workers] {
        auto made = std::make_unique<Workers>();
        made->Grow(std::max(1U, workers));
        return made;
      }) {
  workers_.Get();
}

Scheduler::~Scheduler() = default;

void Scheduler::Grow(uint32_t workers) {
  workers_.Get().Grow(workers);
}

void Scheduler::Submit(std::shared_ptr<Task> task) noexcept {
  workers_.Get().Submit(std::move(task));
}

void Scheduler::Wake(const std::shared_ptr<Task>& task) noexcept {
  workers_.Get().Wake(task);
}

Scheduler::Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  not_empty_.notify_all();
  all_busy_.notify_all();
  stopped_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  if (stand_in_.joinable()) stand_in_.join();
}

void Scheduler::Workers::Grow(uint32_t workers) {
  const std::lock_guard lock(mutex_);
  asked_ = std::max<size_t>(asked_, workers);
  Start(workers);
}

/// Starts workers until there are so many; the lock is held.
void Scheduler::Workers::Start(size_t workers) {
  if (threads_.size() >= workers) return;
  try {
    while (threads_.size() < workers) {
      threads_.reserve(threads_.size() + 1);
      threads_.push_back(StartThread([this] { WorkerLoop(); }));
    }
  } catch (const UserError&) {
    // Fewer workers do as well, but for none.
    if (threads_.empty()) throw;
  }
  try {
    if (!stand_in_.joinable()) stand_in_ = StartThread([this] { StandInLoop(); });
  } catch (const UserError&) {
    // Short queries then wait for long tasks.
  }
  MemoryArbiter::Get().NoteWorkers(static_cast<uint32_t>(threads_.size()), AddWorker);
}

bool Scheduler::Workers::AddWorker() {
  if (own == nullptr) return false;
  const std::lock_guard lock(own->mutex_);
  const size_t before = own->threads_.size();
  if (own->stopping_ || before >= own->asked_ + kMostSpareWorkers) return false;
  own->Start(before + 1);
  return own->threads_.size() > before;
}

void Scheduler::Workers::Submit(std::shared_ptr<Task> task) noexcept {
  task->state_.store(Task::State::kQueued);
  bool are_busy = false;
  {
    const std::lock_guard lock(mutex_);
    TaskGroup& group = *task->group_;
    Task* const added = task.get();
    if (group.first_ == nullptr) {
      int64_t start = clock_;
      for (const TaskGroup* other = first_ready_; other != nullptr; other = other->next_ready_) {
        start = std::min(start, other->virtual_time_);
      }
      group.virtual_time_ = std::max(group.virtual_time_, start);
      AppendReady(group);
      group.first_ = std::move(task);
    } else {
      group.last_->next_ = std::move(task);
    }
    group.last_ = added;
    are_busy = idle_ == 0 && !is_watched_;
  }
  not_empty_.notify_one();
  if (are_busy) all_busy_.notify_one();
}

void Scheduler::Workers::Wake(const std::shared_ptr<Task>& task) noexcept {
  // The wake-up may overtake the answer kBlocked; the worker then sees it and queues the task.
  auto running = Task::State::kRunning;
  if (task->state_.compare_exchange_strong(running, Task::State::kWokenWhileRunning)) return;
  auto blocked = Task::State::kBlocked;
  if (task->state_.compare_exchange_strong(blocked, Task::State::kQueued)) Submit(task);
}

void Scheduler::Workers::AppendReady(TaskGroup& group) {
  group.next_ready_ = nullptr;
  *end_of_ready_ = &group;
  end_of_ready_ = &group.next_ready_;
}

TaskGroup** Scheduler::Workers::NextReady() {
  // Of equals the one that waits longest, which stands first.
  TaskGroup** next = &first_ready_;
  for (TaskGroup** at = next; *at != nullptr; at = &(*at)->next_ready_) {
    if ((*at)->virtual_time_ < (*next)->virtual_time_) next = at;
  }
  return next;
}

/// Takes a task of a ready group, which goes to the end of these if it has more.
std::shared_ptr<Task> Scheduler::Workers::TakeFrom(TaskGroup** place) {
  TaskGroup& group = **place;
  *place = group.next_ready_;
  if (end_of_ready_ == &group.next_ready_) end_of_ready_ = place;
  clock_ = std::max(clock_, group.virtual_time_);
  std::shared_ptr<Task> task = std::move(group.first_);
  group.first_ = std::move(task->next_);
  if (group.first_ != nullptr) AppendReady(group);
  return task;
}

std::shared_ptr<Task> Scheduler::Workers::TakeTask() {
  std::unique_lock lock(mutex_);
  ++idle_;
  not_empty_.wait(lock, [this] { return stopping_ || first_ready_ != nullptr; });
  --idle_;
  ++taken_;
  if (first_ready_ == nullptr) return nullptr;
  std::shared_ptr<Task> task = TakeFrom(NextReady());
  if (idle_ == 0 && !is_watched_ && first_ready_ != nullptr) all_busy_.notify_one();
  return task;
}

std::shared_ptr<Task> Scheduler::Workers::TakeShort() {
  TaskGroup** next = nullptr;
  for (TaskGroup** at = &first_ready_; *at != nullptr; at = &(*at)->next_ready_) {
    if ((*at)->used_nanos_ >= kShortNanos) continue;
    if (next == nullptr || (*at)->virtual_time_ < (*next)->virtual_time_) next = at;
  }
  return next == nullptr ? nullptr : TakeFrom(next);
}

void Scheduler::Workers::StandInLoop() {
  own = this;
  TaskClock clock;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    is_watched_ = idle_ == 0 && first_ready_ != nullptr;
    if (!is_watched_) {
      all_busy_.wait(lock);
      continue;
    }
    const uint64_t taken = taken_;
    stopped_.wait_for(lock, kPatience, [this] { return stopping_; });
    while (!stopping_ && taken_ == taken) {
      std::shared_ptr<Task> task = TakeShort();
      if (task != nullptr) {
        lock.unlock();
        RunTask(std::move(task), clock);
        lock.lock();
      } else {
        // What a short query waits for next may come soon.
        is_watched_ = false;
        all_busy_.wait_for(lock, kPatience);
        is_watched_ = true;
      }
    }
  }
}

void Scheduler::Workers::Charge(TaskGroup& group, int64_t nanos) {
  const std::lock_guard lock(mutex_);
  const int64_t weight = WeightAt(group.used_nanos_);
  int64_t all_weights = weight;
  for (const TaskGroup* other = first_ready_; other != nullptr; other = other->next_ready_) {
    if (other != &group) all_weights += WeightAt(other->used_nanos_);
  }
  clock_ += nanos / all_weights;
  group.virtual_time_ += nanos / weight;
  group.used_nanos_ += nanos;
}

void Scheduler::Workers::RunTask(std::shared_ptr<Task> task, TaskClock& clock) {
  // A task that is done frees what its query waits for, perhaps the query itself.
  const std::shared_ptr<TaskGroup> group = task->group_;
  task->state_.store(Task::State::kRunning);
  clock.Start();
  const TaskStatus status = task->Run();
  Charge(*group, clock.Stop());
  if (status == TaskStatus::kYield) {
    Submit(std::move(task));
  } else if (status == TaskStatus::kBlocked) {
    auto running = Task::State::kRunning;
    if (!task->state_.compare_exchange_strong(running, Task::State::kBlocked)) Submit(task);
  }
}

void Scheduler::Workers::WorkerLoop() {
  own = this;
  TaskClock clock;
  while (std::shared_ptr<Task> task = TakeTask()) RunTask(std::move(task), clock);
}

}  // namespace lakebolt
