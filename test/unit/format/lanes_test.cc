// Runs tasks in lanes: in order within one, side by side otherwise.

#include "format/lanes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "base/cancellation_scope.h"
#include "base/error.h"

namespace lakebolt {
namespace {

void WaitForAll(Lanes& lanes) {
  lanes.WaitFor([] { return false; });
}

TEST(Lanes, KeepTheOrderOfEachLane) {
  for (const uint32_t threads : {1U, 2U, 4U}) {
    std::vector<std::vector<int>> seen(3);
    {
      Lanes lanes(seen.size(), threads);
      for (int i = 0; i < 300; ++i) {
        std::vector<int>& lane = seen[static_cast<size_t>(i) % seen.size()];
        lanes.Post(static_cast<size_t>(i) % seen.size(), [&lane, i] { lane.push_back(i); });
      }
      WaitForAll(lanes);
    }
    for (size_t lane = 0; lane < seen.size(); ++lane) {
      ASSERT_EQ(seen[lane].size(), 100U) << threads;
      for (size_t k = 0; k < 100; ++k) EXPECT_EQ(seen[lane][k], static_cast<int>(3 * k + lane));
    }
  }
}

TEST(Lanes, WaitForWhatIsReached) {
  Lanes lanes(2, 2);
  std::atomic<int> done{0};
  for (size_t i = 0; i < 50; ++i) lanes.Post(i % 2, [&] { ++done; });
  lanes.WaitFor([&] { return done >= 20; });
  EXPECT_GE(done, 20);
  WaitForAll(lanes);
  EXPECT_EQ(done, 50);
}

TEST(Lanes, TellWhatATaskThrew) {
  Lanes lanes(2, 2);
  lanes.Post(0, [] { throw std::runtime_error("no"); });
  EXPECT_THROW(WaitForAll(lanes), std::runtime_error);
  std::atomic<bool> ran{false};
  lanes.Post(1, [&] { ran = true; });
  EXPECT_THROW(WaitForAll(lanes), std::runtime_error);
  EXPECT_FALSE(ran);
}

TEST(Lanes, WorkForTheQueryThatMadeThem) {
  CancellationToken token;
  const CancellationScope scope(&token);
  SessionTime time;
  time.now_micros = 7;
  const SessionTimeScope times(time);
  Lanes lanes(1, 2);
  std::atomic<int64_t> seen{0};
  lanes.Post(0, [&] { seen = CurrentSessionTime().now_micros; });
  WaitForAll(lanes);
  EXPECT_EQ(seen, 7);
  token.Cancel();
  lanes.Post(0, [&] { seen = 8; });
  EXPECT_THROW(WaitForAll(lanes), UserError);
  EXPECT_EQ(seen, 7);
}

TEST(Lanes, DropWhatHasNotStarted) {
  std::atomic<int> done{0};
  {
    Lanes lanes(1, 2);
    for (int i = 0; i < 1000; ++i) lanes.Post(0, [&] { ++done; });
  }
  EXPECT_LE(done, 1000);
}

}  // namespace
}  // namespace lakebolt
