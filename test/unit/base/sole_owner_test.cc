#include "base/sole_owner.h"

#include <gtest/gtest.h>

#include <thread>

namespace lakebolt {
namespace {

TEST(SoleOwnerTest, CountsOwners) {
  EXPECT_FALSE(IsSoleOwner(std::shared_ptr<int>()));
  auto value = std::make_shared<int>(1);
  EXPECT_TRUE(IsSoleOwner(value));
  const auto other = value;
  EXPECT_FALSE(IsSoleOwner(value));
}

// The thread sanitizer sees whether what the reader did comes before what the owner does then.
TEST(SoleOwnerTest, WhatOthersReadIsOver) {
  auto value = std::make_shared<int>(1);
  int seen = 0;
  std::thread reader([held = value, &seen]() mutable {
    seen = *held;
    held.reset();
  });
  while (!IsSoleOwner(value)) std::this_thread::yield();
  *value = 2;
  reader.join();
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace lakebolt
