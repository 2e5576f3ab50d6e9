#include "base/freed_memory.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

namespace lakebolt {
namespace {

int64_t ResidentPages() {
  std::ifstream file("/proc/self/statm");
  int64_t total = 0;
  int64_t resident = 0;
  file >> total >> resident;
  return resident;
}

TEST(FreedMemory, SmallBlocksUnderAUsedOneGoBackToTheSystem) {
#if !defined(__GLIBC__) || defined(LAKEBOLT_SANITIZED)
  GTEST_SKIP() << "only the GNU C library keeps freed memory so";
#endif
  constexpr size_t kBlock = 16 << 10;
  ReturnFreedMemory();
  std::vector<std::unique_ptr<char[]>> blocks;
  for (size_t i = 0; i < (size_t{128} << 20) / kBlock; ++i) {
    blocks.emplace_back(new char[kBlock]);
    std::memset(blocks.back().get(), 1, kBlock);
  }
  const std::unique_ptr<char[]> last(new char[kBlock]);  // the heap cannot shrink below it
  const int64_t used = ResidentPages();
  blocks.clear();
  ReturnFreedMemory();
  EXPECT_LT(ResidentPages(), used - (int64_t{100} << 20) / 4096);
}

}  // namespace
}  // namespace lakebolt
