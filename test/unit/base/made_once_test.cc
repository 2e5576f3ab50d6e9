#include "base/made_once.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

namespace lakebolt {
namespace {

TEST(MadeOnceTest, ReadersMakeItOnceUntilItIsReset) {
  MadeOnce once;
  std::vector<int> made;
  for (size_t round = 1; round <= 50; ++round) {
    std::vector<std::thread> readers;
    std::vector<size_t> sizes(4);
    for (size_t& size : sizes) {
      readers.emplace_back([&] {
        once.Ensure([&] { made.push_back(1); });
        size = made.size();
      });
    }
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(sizes, std::vector<size_t>(4, round));
    once.Reset();
  }
}

TEST(MadeOnceTest, NothingIsMadeWhereThereIsNothingToMake) {
  MadeOnce once(true);
  once.Ensure([] { FAIL(); });
  MadeOnce moved(std::move(once));
  moved.Ensure([] { FAIL(); });
  int made = 0;
  once = MadeOnce();
  once.Ensure([&] { ++made; });
  once.Ensure([&] { ++made; });
  EXPECT_EQ(made, 1);
}

TEST(MadeOnceTest, WhatFailsIsTriedAgain) {
  MadeOnce once;
  EXPECT_THROW(once.Ensure([] { throw std::runtime_error("no"); }), std::runtime_error);
  int made = 0;
  once.Ensure([&] { ++made; });
  once.Ensure([&] { ++made; });
  EXPECT_EQ(made, 1);
}

}  // namespace
}  // namespace lakebolt
