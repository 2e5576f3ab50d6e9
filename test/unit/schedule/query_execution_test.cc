#include "schedule/query_execution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

namespace lakebolt {
namespace {

/// Counts what runs at a time.
struct Gauge {
  std::atomic<uint32_t> now{0};
  std::atomic<uint32_t> most{0};
  std::atomic<uint32_t> all{0};

  void Work() {
    ++all;
    const uint32_t own = ++now;
    uint32_t known = most.load();
    while (known < own && !most.compare_exchange_weak(known, own)) {
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    --now;
  }
};

struct NoState final : LocalState {};

class NoRows final : public Source {
 public:
  explicit NoRows(Gauge& gauge) : gauge_(gauge) {}
  std::string Name() const override { return "NO ROWS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext&) override {
    return std::make_unique<NoState>();
  }
  SourceStatus Next(TaskContext&, LocalState&, Chunk&) override {
    gauge_.Work();
    return SourceStatus::kFinished;
  }
  uint32_t MaxTasks() const override { return 1; }

 private:
  Gauge& gauge_;
};

/// Finishes in two stages of some parts.
class StagedSink final : public Sink {
 public:
  StagedSink(Gauge& gauge, uint32_t parts) : gauge_(gauge), parts_(parts) {}
  std::string Name() const override { return "STAGED"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext&) override {
    return std::make_unique<NoState>();
  }
  SinkStatus Consume(TaskContext&, LocalState&, Chunk&) override { return SinkStatus::kNeedInput; }
  void Merge(TaskContext&, LocalState&) override {}
  uint32_t PrepareFinish(TaskContext&) override { return parts_; }
  void FinishPart(TaskContext&, uint32_t part) override {
    EXPECT_LT(part, parts_);
    gauge_.Work();
  }
  uint32_t NextStage(TaskContext&) override { return std::exchange(is_last_, true) ? 0 : parts_; }
  int64_t Spill(int64_t) override { return 0; }

 private:
  Gauge& gauge_;
  const uint32_t parts_;
  bool is_last_ = false;
};

/// Runs two pipelines without rows; returns how many of their calls ran at a time, at most.
uint32_t MostAtATime(uint32_t threads) {
  constexpr uint32_t kParts = 20;
  Gauge gauge;
  PhysicalPlan plan;
  for (int i = 0; i < 2; ++i) {
    auto pipeline = std::make_unique<Pipeline>();
    pipeline->source = std::make_shared<NoRows>(gauge);
    pipeline->sink = std::make_shared<StagedSink>(gauge, kParts);
    plan.pipelines.push_back(std::move(pipeline));
  }
  MemoryPool memory(int64_t{1} << 20);
  CancellationToken cancellation;
  QueryContext context;
  context.threads = threads;
  context.memory = &memory;
  context.cancellation = &cancellation;
  Scheduler scheduler(4);
  QueryExecution execution(scheduler, std::make_shared<TaskGroup>(), context, std::move(plan));
  execution.Start();
  execution.Wait();
  EXPECT_EQ(execution.error(), nullptr);
  EXPECT_EQ(gauge.all, 2 * (1 + 2 * kParts));
  return gauge.most;
}

TEST(QueryExecution, OneThreadDoesOneThingAtATime) {
  EXPECT_EQ(MostAtATime(1), 1);
}

TEST(QueryExecution, PartsOfFinishingAreSharedByThreads) {
  EXPECT_GE(MostAtATime(3), 2);
}

}  // namespace
}  // namespace lakebolt
