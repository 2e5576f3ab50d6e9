#include "io/async_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "io/coalesce.h"

namespace lakebolt {
namespace {

TEST(AsyncPool, RunsEveryTask) {
  AsyncPool pool(3);
  std::atomic<int> sum{0};
  std::promise<void> done;
  constexpr int kTasks = 1000;
  std::atomic<int> left{kTasks};
  for (int i = 0; i < kTasks; ++i) {
    pool.Submit([&, i] {
      sum += i;
      if (--left == 0) done.set_value();
    });
  }
  done.get_future().wait();
  EXPECT_EQ(sum, kTasks * (kTasks - 1) / 2);
}

TEST(AsyncPool, TasksMaySubmitTasks) {
  AsyncPool pool(1);
  std::promise<int> answer;
  pool.Submit([&] { pool.Submit([&] { answer.set_value(42); }); });
  EXPECT_EQ(answer.get_future().get(), 42);
}

TEST(CoalesceRanges, MergesNearOnes) {
  using Ranges = std::vector<ByteRange>;
  EXPECT_EQ(CoalesceRanges({}, 10, 100), Ranges{});
  EXPECT_EQ(CoalesceRanges({{50, 10}, {0, 10}, {15, 5}}, 10, 100), (Ranges{{0, 20}, {50, 10}}));
  // The longest read stops merging, but overlapping ranges are one read whatever its length.
  EXPECT_EQ(CoalesceRanges({{0, 60}, {60, 60}}, 10, 100), (Ranges{{0, 120}}));
  EXPECT_EQ(CoalesceRanges({{0, 60}, {65, 60}}, 10, 100), (Ranges{{0, 60}, {65, 60}}));
  EXPECT_EQ(CoalesceRanges({{0, 60}, {10, 5}}, 0, 100), (Ranges{{0, 60}}));
}

}  // namespace
}  // namespace lakebolt
