#include "schedule/scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace lakebolt {
namespace {

/// Notes each step that a task takes.
class Journal {
 public:
  void Note(char who) {
    const std::lock_guard lock(mutex_);
    steps_ += who;
  }
  size_t size() {
    const std::lock_guard lock(mutex_);
    return steps_.size();
  }
  std::string Await(size_t steps) {
    while (size() < steps) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex_);
    return steps_;
  }

 private:
  std::mutex mutex_;
  std::string steps_;
};

/// Takes some steps of two milliseconds.
class Steps final : public Task {
 public:
  Steps(std::shared_ptr<TaskGroup> group, Journal& journal, char who, int count,
        std::function<void()> then = {})
      : Task(std::move(group)),
        journal_(journal),
        who_(who),
        left_(count),
        then_(std::move(then)) {}

  TaskStatus Run() override {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(2);
    while (std::chrono::steady_clock::now() < end) {
    }
    journal_.Note(who_);
    if (--left_ > 0) return TaskStatus::kYield;
    if (then_) then_();
    return TaskStatus::kDone;
  }

 private:
  Journal& journal_;
  const char who_;
  int left_;
  const std::function<void()> then_;
};

void Submit(Scheduler& scheduler, Journal& journal, char who, int steps,
            std::function<void()> then = {}) {
  scheduler.Submit(
      std::make_shared<Steps>(std::make_shared<TaskGroup>(), journal, who, steps, std::move(then)));
}

/// Keeps its worker until it is released.
class Stuck final : public Task {
 public:
  explicit Stuck(std::shared_future<void> released)
      : Task(std::make_shared<TaskGroup>()), released_(std::move(released)) {}

  TaskStatus Run() override {
    ++running;
    released_.wait();
    return TaskStatus::kDone;
  }

  static inline std::atomic<int> running{0};

 private:
  std::shared_future<void> released_;
};

TEST(Scheduler, ShortQueriesGoOnWhileAllWorkersAreStuck) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  Journal journal;
  Scheduler scheduler(2);
  for (int i = 0; i < 2; ++i) scheduler.Submit(std::make_shared<Stuck>(released));
  while (Stuck::running < 2) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (const char who : {'a', 'b', 'c'}) {
    scheduler.Submit(std::make_shared<Steps>(std::make_shared<TaskGroup>(), journal, who, 5));
    EXPECT_EQ(journal.Await(5 * (static_cast<size_t>(who - 'a') + 1)).back(), who);
  }
  release.set_value();
}

TEST(Scheduler, ShortQueriesPassLongOnes) {
  Journal journal;
  Scheduler scheduler(1);
  for (const char who : {'a', 'b', 'c'}) Submit(scheduler, journal, who, 60);
  const size_t before = journal.Await(60).size();
  Submit(scheduler, journal, 's', 4);
  const std::string steps = journal.Await(183);
  // Those that are furthest behind may come first, but in turns it would be the sixteenth.
  EXPECT_LE(steps.rfind('s'), before + 11) << steps;
}

TEST(Scheduler, LongQueriesTakeTurns) {
  Journal journal;
  Scheduler scheduler(1);
  for (const char who : {'a', 'b'}) Submit(scheduler, journal, who, 40);
  const std::string steps = journal.Await(80);
  const auto first = static_cast<int>(std::count(steps.begin(), steps.begin() + 40, 'a'));
  EXPECT_NEAR(first, 20, 6) << steps;
}

TEST(Scheduler, AFloodOfShortQueriesLeavesALongOneItsShare) {
  Journal journal;
  Scheduler scheduler(1);
  Submit(scheduler, journal, 'l', 200);
  journal.Await(130);  // it has its last weight
  int left = 150;
  std::function<void()> next = [&] {
    if (--left > 0) Submit(scheduler, journal, 's', 1, next);
  };
  Submit(scheduler, journal, 's', 1, next);
  const std::string steps = journal.Await(350);
  const std::string flood = steps.substr(steps.find('s'), steps.rfind('s') - steps.find('s'));
  EXPECT_GE(std::count(flood.begin(), flood.end(), 'l'), 4) << steps;
}

TEST(Scheduler, GrowsWhileItRuns) {
  Journal journal;
  Scheduler scheduler(1);
  Submit(scheduler, journal, 'a', 20);
  scheduler.Grow(3);
  scheduler.Grow(2);
  Submit(scheduler, journal, 'b', 20);
  journal.Await(40);
}

}  // namespace
}  // namespace lakebolt
