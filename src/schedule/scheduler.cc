#include "schedule/scheduler.h"

#include <algorithm>
#include <utility>

namespace lakebolt {

Scheduler::Scheduler(uint32_t workers) {
  for (uint32_t i = 0; i < std::max(1U, workers); ++i) {
    threads_.emplace_back([this] { WorkerLoop(); });
  }
}

Scheduler::~Scheduler() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  not_empty_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Scheduler::Submit(std::shared_ptr<Task> task) {
  task->state_.store(Task::State::kQueued);
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(task));
  }
  not_empty_.notify_one();
}

void Scheduler::Wake(const std::shared_ptr<Task>& task) {
  // The wake-up may overtake the answer kBlocked; the worker then sees it and queues the task.
  auto running = Task::State::kRunning;
  if (task->state_.compare_exchange_strong(running, Task::State::kWokenWhileRunning)) return;
  auto blocked = Task::State::kBlocked;
  if (task->state_.compare_exchange_strong(blocked, Task::State::kQueued)) Submit(task);
}

void Scheduler::WorkerLoop() {
  while (true) {
    std::shared_ptr<Task> task;
    {
      std::unique_lock lock(mutex_);
      not_empty_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task->state_.store(Task::State::kRunning);
    const TaskStatus status = task->Run();
    if (status == TaskStatus::kYield) {
      Submit(std::move(task));
    } else if (status == TaskStatus::kBlocked) {
      auto running = Task::State::kRunning;
      if (!task->state_.compare_exchange_strong(running, Task::State::kBlocked)) Submit(task);
    }
  }
}

}  // namespace lakebolt
