#include "base/fault.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/memory_pool.h"

namespace lakebolt {
namespace {

class FaultTest : public ::testing::Test {
 protected:
  void TearDown() override { Faults::Disarm(); }

  /// Returns what the next operations of a site are told.
  static std::vector<int> Ask(FaultSite site, int times) {
    std::vector<int> errors;
    for (int i = 0; i < times; ++i) errors.push_back(FaultFor(site));
    return errors;
  }
};

TEST_F(FaultTest, IsSilentUnlessArmed) {
  EXPECT_EQ(Ask(FaultSite::kRead, 3), std::vector<int>(3, 0));
  Faults::Arm("");
  EXPECT_EQ(Ask(FaultSite::kRead, 3), std::vector<int>(3, 0));
  EXPECT_EQ(Faults::Operations(FaultSite::kRead), 3U);
  EXPECT_EQ(Faults::Operations(FaultSite::kWrite), 0U);
  EXPECT_EQ(Faults::Injected(), 0U);
}

TEST_F(FaultTest, ChoosesByNumber) {
  Faults::Arm("read:2,write:2+:EIO,open:/3:EMFILE");
  EXPECT_EQ(Ask(FaultSite::kRead, 4), (std::vector<int>{0, EIO, 0, 0}));
  EXPECT_EQ(Ask(FaultSite::kWrite, 4), (std::vector<int>{0, EIO, EIO, EIO}));
  EXPECT_EQ(Ask(FaultSite::kOpen, 6), (std::vector<int>{0, 0, EMFILE, 0, 0, EMFILE}));
  EXPECT_EQ(Faults::Injected(), 6U);
}

TEST_F(FaultTest, ChoosesByBytes) {
  Faults::Arm("write:>1KiB");
  size_t bytes = 1000;
  EXPECT_EQ(FaultFor(FaultSite::kWrite, &bytes), 0);
  EXPECT_EQ(FaultFor(FaultSite::kWrite, &bytes), 0);
  EXPECT_EQ(FaultFor(FaultSite::kWrite, &bytes), ENOSPC);
}

TEST_F(FaultTest, ShortensAndDelays) {
  Faults::Arm("read:1:short,read:2:20ms");
  size_t bytes = 100;
  EXPECT_EQ(FaultFor(FaultSite::kRead, &bytes), 0);
  EXPECT_EQ(bytes, 1U);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(FaultFor(FaultSite::kRead, &bytes), 0);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(20));
}

TEST_F(FaultTest, RefusesUnknownPlans) {
  for (const char* plan : {"read", "read:", "reed:1", "read:0", "read:x", "read:1:EFOO",
                           "read:1:ms", "write:>much", "read:1,,"}) {
    EXPECT_THROW(Faults::Arm(plan), UserError) << plan;
  }
}

TEST_F(FaultTest, ReservationsFail) {
  MemoryPool pool(1000);
  Reservation reservation(&pool, "the test");
  Faults::Arm("reserve:1,reserve:2");
  EXPECT_THROW(reservation.Grow(10), UserError);
  EXPECT_FALSE(reservation.TryGrow(10));
  EXPECT_TRUE(reservation.TryGrow(10));
  EXPECT_EQ(pool.used(), 10);
}

}  // namespace
}  // namespace lakebolt
