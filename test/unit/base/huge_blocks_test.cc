#include "base/huge_blocks.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

namespace lakebolt {
namespace {

struct Block {
  uint8_t* data = nullptr;
  size_t bytes = 0;
  uint8_t fill = 0;

  bool IsWhole() const {
    for (size_t i = 0; i < bytes; i += 997) {
      if (data[i] != fill) return false;
    }
    return data[bytes - 1] == fill;
  }
};

Block TakeFilled(std::mt19937& random) {
  Block block;
  // Mostly near the least size, up to the greatest.
  const size_t span =
      random() % 8 == 0 ? HugeBlocks::kMostShared + 100000 - HugeBlocks::kLeast : 256 << 10;
  block.bytes = HugeBlocks::kLeast + random() % span;
  block.fill = static_cast<uint8_t>(random());
  block.data = static_cast<uint8_t*>(HugeBlocks::Take(block.bytes));
  if (block.data != nullptr) std::memset(block.data, block.fill, block.bytes);
  return block;
}

/// Takes and frees blocks in any order and looks whether they keep what was written.
void TakeAndFree(uint32_t seed, bool* is_right) {
  std::mt19937 random(seed);
  std::vector<Block> blocks;
  *is_right = true;
  for (int i = 0; i < 4000; ++i) {
    if (blocks.size() < 40 || random() % 2 == 0) {
      blocks.push_back(TakeFilled(random));
      *is_right &= blocks.back().data != nullptr &&
                   reinterpret_cast<uintptr_t>(blocks.back().data) % 64 == 0;
      if (!*is_right) return;
    } else {
      std::swap(blocks[random() % blocks.size()], blocks.back());
      *is_right &= blocks.back().IsWhole();
      HugeBlocks::Free(blocks.back().data, blocks.back().bytes);
      blocks.pop_back();
    }
    if (random() % 256 == 0) HugeBlocks::ReturnFree(random() % 2 == 0 ? 0 : 16 << 20);
    if (random() % 256 == 0) HugeBlocks::ReturnAllFree();
  }
  for (const Block& block : blocks) {
    *is_right &= block.IsWhole();
    HugeBlocks::Free(block.data, block.bytes);
  }
}

TEST(HugeBlocks, KeepWhatIsWrittenUntilFreed) {
  bool is_right[3] = {};
  std::vector<std::thread> threads;
  for (uint32_t t = 0; t < 3; ++t) threads.emplace_back(TakeAndFree, t, &is_right[t]);
  for (std::thread& thread : threads) thread.join();
  for (const bool right : is_right) EXPECT_TRUE(right);
}

#if defined(__linux__)

TEST(HugeBlocks, JoinNeighboursThatAreFreed) {
#if defined(LAKEBOLT_SANITIZED)
  GTEST_SKIP() << "blocks are the C library's there";
#endif
  constexpr size_t kBytes = size_t{1} << 20;
  std::vector<char*> blocks;  // so many that what is free elsewhere comes after them
  for (int i = 0; i < 100; ++i) blocks.push_back(static_cast<char*>(HugeBlocks::Take(kBytes)));
  size_t at = 0;
  while (blocks[at + 1] != blocks[at] + kBytes || blocks[at + 2] != blocks[at] + 2 * kBytes) ++at;
  HugeBlocks::Free(blocks[at], kBytes);
  HugeBlocks::Free(blocks[at + 2], kBytes);
  void* const longer = HugeBlocks::Take(2 * kBytes);
  EXPECT_NE(longer, blocks[at]);
  HugeBlocks::Free(blocks[at + 1], kBytes);
  void* const joined = HugeBlocks::Take(3 * kBytes);
  EXPECT_EQ(joined, blocks[at]);
  HugeBlocks::Free(joined, 3 * kBytes);
  HugeBlocks::Free(longer, 2 * kBytes);
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (i < at || i > at + 2) HugeBlocks::Free(blocks[i], kBytes);
  }
}

TEST(HugeBlocks, GiveFreePagesBackButForThoseKept) {
#if defined(LAKEBOLT_SANITIZED)
  GTEST_SKIP() << "blocks are the C library's there";
#endif
  std::vector<void*> blocks;
  constexpr size_t kBytes = size_t{1} << 20;
  for (int i = 0; i < 64; ++i) {
    blocks.push_back(HugeBlocks::Take(kBytes));
    std::memset(blocks.back(), 1, kBytes);
  }
  for (void* block : blocks) HugeBlocks::Free(block, kBytes);
  EXPECT_GE(HugeBlocks::FreeBytes(), size_t{50} << 20);
  HugeBlocks::ReturnFree(size_t{8} << 20);
  EXPECT_EQ(HugeBlocks::FreeBytes(), size_t{8} << 20);
  HugeBlocks::ReturnFree(0);
  EXPECT_EQ(HugeBlocks::FreeBytes(), 0);
}

/// Counts the small pages from `begin` on that are in memory.
size_t PagesInMemory(void* begin, size_t bytes) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const uintptr_t first = (reinterpret_cast<uintptr_t>(begin) + page - 1) & ~(page - 1);
  const uintptr_t end = (reinterpret_cast<uintptr_t>(begin) + bytes) & ~(page - 1);
  std::vector<unsigned char> in_memory((end - first) / page);
  if (mincore(reinterpret_cast<void*>(first), end - first, in_memory.data()) != 0) return 0;
  return static_cast<size_t>(
      std::count_if(in_memory.begin(), in_memory.end(), [](unsigned char c) { return c & 1; }));
}

TEST(HugeBlocks, GiveFreePartsOfPagesBack) {
#if defined(LAKEBOLT_SANITIZED)
  GTEST_SKIP() << "blocks are the C library's there";
#endif
  constexpr size_t kBytes = size_t{512} << 10;
  std::vector<uint8_t*> blocks;
  for (int i = 0; i < 64; ++i) {
    blocks.push_back(static_cast<uint8_t*>(HugeBlocks::Take(kBytes)));
    std::memset(blocks.back(), 7, kBytes);
  }
  for (size_t i = 0; i < blocks.size(); i += 2) HugeBlocks::Free(blocks[i], kBytes);
  HugeBlocks::ReturnAllFree();
  size_t kept = 0;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (i % 2 == 0) {
      kept += PagesInMemory(blocks[i], kBytes);
    } else {
      EXPECT_EQ(std::count(blocks[i], blocks[i] + kBytes, 7), kBytes);
      HugeBlocks::Free(blocks[i], kBytes);
    }
  }
  EXPECT_EQ(kept, 0);
}

TEST(HugeBlocks, GoOnInAForkedChild) {
  void* const before = HugeBlocks::Take(HugeBlocks::kLeast);
  const pid_t child = fork();
  if (child == 0) {
    HugeBlocks::Free(before, HugeBlocks::kLeast);
    _exit(HugeBlocks::Take(HugeBlocks::kLeast) == nullptr ? 1 : 0);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  HugeBlocks::Free(before, HugeBlocks::kLeast);
}

#endif

}  // namespace
}  // namespace lakebolt
