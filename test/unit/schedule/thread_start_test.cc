#include "base/thread_start.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "base/error.h"
#include "base/fault.h"
#include "io/async_pool.h"
#include "schedule/scheduler.h"

namespace lakebolt {
namespace {

/// Tells that it ran.
class Signal final : public Task {
 public:
  Signal() : Task(std::make_shared<TaskGroup>()) {}
  TaskStatus Run() override {
    done.set_value();
    return TaskStatus::kDone;
  }

  std::promise<void> done;
};

class ThreadStart : public ::testing::Test {
 protected:
  void TearDown() override { Faults::Disarm(); }
};

TEST_F(ThreadStart, WorkersAreAsManyAsTheSystemGives) {
  Faults::Arm("thread:2+");
  Scheduler scheduler(4);
  const auto task = std::make_shared<Signal>();
  scheduler.Submit(task);
  task->done.get_future().wait();
  EXPECT_EQ(Faults::Injected(), 2U);  // the second worker, and the one that stands in for busy ones
}

TEST_F(ThreadStart, NoWorkerIsAnError) {
  Faults::Arm("thread:1+");
  EXPECT_THROW(Scheduler(4), UserError);
}

TEST_F(ThreadStart, AsyncPoolNeedsOneThread) {
  AsyncPool pool(4);
  Faults::Arm("thread:1");
  EXPECT_THROW(pool.Submit([] {}), UserError);
  std::promise<void> done;
  pool.Submit([&] { done.set_value(); });
  done.get_future().wait();
}

}  // namespace
}  // namespace lakebolt
