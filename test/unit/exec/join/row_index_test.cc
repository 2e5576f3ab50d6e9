#include "exec/join/row_index.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "base/cancellation_scope.h"
#include "base/memory_pool.h"

namespace lakebolt {
namespace {

TEST(RowIndex, InsertionLooksAtCancellationWithinABatch) {
  MemoryPool pool(int64_t{1} << 30);
  Reservation memory(&pool, "test");
  std::vector<uint64_t> codes(2048);
  std::iota(codes.begin(), codes.end(), 0);
  RowIndex index;
  index.Allocate(uint64_t{1} << 60, codes.size(), true, memory);
  CancellationToken token;
  const CancellationScope scope(&token);
  token.Cancel();
  EXPECT_THROW(index.Insert(codes.data(), static_cast<uint32_t>(codes.size()), 0, true), UserError);
}

}  // namespace
}  // namespace lakebolt
