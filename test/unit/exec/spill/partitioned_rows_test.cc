#include "exec/spill/partitioned_rows.h"

#include <set>

#include "exec/query_test.h"

namespace lakebolt {
namespace {

constexpr uint32_t kPartitions = 4;
constexpr uint32_t kChunks = 16;

class PartitionedRowsTest : public QueryTest {
 protected:
  /// Adds numbers, each to the partition of its last bits.
  static void AddNumbers(PartitionedRows& rows, uint32_t chunks) {
    for (uint32_t chunk = 0; chunk < chunks; ++chunk) {
      Vector numbers(TypeId::kInt64, kDefaultChunkSize);
      std::vector<uint32_t> partition_of(kDefaultChunkSize);
      for (uint32_t i = 0; i < kDefaultChunkSize; ++i) {
        numbers.mutable_values<int64_t>()[i] = int64_t{chunk} * kDefaultChunkSize + i;
        partition_of[i] = i % kPartitions;
      }
      rows.Add({numbers}, RowSet::Dense(kDefaultChunkSize), partition_of.data());
    }
  }

  static void ExpectNumbers(const PartitionedRows& rows, uint32_t chunks) {
    for (uint32_t p = 0; p < kPartitions; ++p) {
      std::set<int64_t> found;
      for (const PartitionedRows::Piece& piece : rows.pieces(p)) {
        const Chunk chunk = rows.Read(piece);
        ASSERT_EQ(chunk.count(), piece.rows);
        for (uint32_t i = 0; i < piece.rows; ++i) {
          found.insert(chunk.column(0).values<int64_t>()[i]);
        }
      }
      EXPECT_EQ(found.size(), chunks * kDefaultChunkSize / kPartitions);
      for (const int64_t number : found) EXPECT_EQ(number % kPartitions, p);
    }
  }
};

TEST_F(PartitionedRowsTest, ReadsWhatItWrote) {
  {
    PartitionedRows rows({TypeId::kInt64}, kPartitions, query_);
    AddNumbers(rows, kChunks);
    rows.Finish();
    EXPECT_GT(rows.bytes(), 0);
    ExpectNumbers(rows, kChunks);
  }
  EXPECT_EQ(pool_.used(), 0);
}

TEST_F(PartitionedRowsTest, WritesWhatWaitsWhereThereIsNoMemory) {
  pool_.SetLimit(1 << 16);
  PartitionedRows rows({TypeId::kInt64}, kPartitions, query_);
  AddNumbers(rows, kChunks);
  EXPECT_LE(pool_.used(), pool_.limit());
  rows.Finish();
  EXPECT_EQ(pool_.used(), 0);
  ExpectNumbers(rows, kChunks);
}

TEST_F(PartitionedRowsTest, HandsChunksOver) {
  PartitionedRows rows({TypeId::kInt64}, kPartitions, query_);
  AddNumbers(rows, kChunks);
  rows.Finish();
  uint32_t taken = 0;
  for (const PartitionedRows::Piece& piece : rows.Take(2)) taken += piece.rows;
  EXPECT_EQ(taken, kChunks * kDefaultChunkSize / kPartitions);
  EXPECT_TRUE(rows.pieces(2).empty());
}

}  // namespace
}  // namespace lakebolt
