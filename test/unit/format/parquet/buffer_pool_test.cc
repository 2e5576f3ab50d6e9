#include "format/parquet/buffer_pool.h"

#include <gtest/gtest.h>

namespace lakebolt::parquet_format {
namespace {

constexpr size_t kMegabyte = size_t{1} << 20;

TEST(BufferPool, CountsWhatIsInUse) {
  MemoryPool memory(int64_t{128} << 20);
  const auto pool = BufferPool::Make();
  pool->ChargeTo(&memory);
  {
    const BufferPtr small = pool->Acquire(100 * 1024);
    const BufferPtr large = pool->Acquire(20 * kMegabyte);
    EXPECT_GE(memory.used(), static_cast<int64_t>(20 * kMegabyte + 100 * 1024));
    EXPECT_FALSE(pool->IsShort());
  }
  // What is free to be used again is still there.
  EXPECT_GE(memory.used(), static_cast<int64_t>(20 * kMegabyte));
  const BufferPtr again = pool->Acquire(20 * kMegabyte);
  EXPECT_LE(memory.used(), static_cast<int64_t>(32 * kMegabyte));
  pool->StopCharging();
  EXPECT_EQ(memory.used(), 0);
}

TEST(BufferPool, KeepsNothingOnceItsScanHasEnded) {
  MemoryPool memory(int64_t{256} << 20);
  auto pool = BufferPool::Make();
  pool->ChargeTo(&memory);
  BufferPtr used = pool->Acquire(20 * kMegabyte);
  pool->Acquire(30 * kMegabyte);
  EXPECT_GE(memory.used(), static_cast<int64_t>(50 * kMegabyte));
  pool->StopKeeping();
  EXPECT_LE(memory.used(), static_cast<int64_t>(32 * kMegabyte));
  used = nullptr;
  EXPECT_EQ(memory.used(), 0);
}

TEST(BufferPool, GoesOnWhereMemoryIsShort) {
  MemoryPool memory(int64_t{8} << 20);
  auto pool = BufferPool::Make();
  pool->ChargeTo(&memory);
  BufferPtr large = pool->Acquire(20 * kMegabyte);
  ASSERT_NE(large, nullptr);
  EXPECT_TRUE(pool->IsShort());
  EXPECT_LE(memory.used(), memory.limit());
  large = nullptr;
  EXPECT_FALSE(pool->IsShort());  // and nothing was kept
  EXPECT_EQ(memory.used(), 0);
}

TEST(BufferPool, LeavesMemoryToOthers) {
  MemoryPool memory(int64_t{8} << 20);
  const auto pool = BufferPool::Make();
  pool->ChargeTo(&memory);
  const BufferPtr pages = pool->Acquire(7 * kMegabyte);
  EXPECT_GT(memory.used(), 0);
  EXPECT_FALSE(pool->IsShort());
  Reservation groups(&memory, "group by");
  EXPECT_TRUE(groups.TryGrow(int64_t{5} << 20));
  const BufferPtr more = pool->Acquire(kMegabyte);
  EXPECT_TRUE(pool->IsShort());
}

TEST(BufferPool, PaysForClaims) {
  MemoryPool memory(int64_t{64} << 20);
  const auto pool = BufferPool::Make();
  pool->ChargeTo(&memory);
  const BufferPtr page = pool->AcquireClaimed(48 * kMegabyte);
  EXPECT_GE(memory.used(), static_cast<int64_t>(48 * kMegabyte));
  EXPECT_THROW(pool->AcquireClaimed(48 * kMegabyte), std::bad_alloc);
}

TEST(BufferPool, BuffersOutliveIt) {
  MemoryPool memory(int64_t{64} << 20);
  auto pool = BufferPool::Make();
  pool->ChargeTo(&memory);
  const BufferPtr large = pool->Acquire(2 * kMegabyte);
  pool->StopCharging();
  pool = nullptr;
  EXPECT_EQ(memory.used(), 0);
  large->data()[2 * kMegabyte - 1] = 1;
}

}  // namespace
}  // namespace lakebolt::parquet_format
