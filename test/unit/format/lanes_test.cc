// Runs tasks in lanes: in order within one, side by side otherwise.

#include "format/lanes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace lakebolt {
namespace {

TEST(Lanes, KeepTheOrderOfEachLane) {
  for (const uint32_t threads : {1U, 2U, 4U}) {
    std::vector<std::vector<int>> seen(3);
    {
      Lanes lanes(seen.size(), threads);
      for (int i = 0; i < 300; ++i) {
        std::vector<int>& lane = seen[static_cast<size_t>(i) % seen.size()];
        lanes.Post(static_cast<size_t>(i) % seen.size(), [&lane, i] { lane.push_back(i); });
      }
      lanes.WaitForAll();
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
  lanes.WaitForAll();
  EXPECT_EQ(done, 50);
}

TEST(Lanes, TellWhatATaskThrew) {
  Lanes lanes(2, 2);
  lanes.Post(0, [] { throw std::runtime_error("no"); });
  EXPECT_THROW(lanes.WaitForAll(), std::runtime_error);
  std::atomic<bool> ran{false};
  lanes.Post(1, [&] { ran = true; });
  EXPECT_THROW(lanes.WaitForAll(), std::runtime_error);
  EXPECT_FALSE(ran);
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
