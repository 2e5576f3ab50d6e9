#include "exec/spill/partitioned_rows.h"

#include <gtest/gtest.h>

#include <set>

namespace lakebolt {
namespace {

constexpr uint32_t kPartitions = 4;
constexpr uint32_t kChunks = 16;

class PartitionedRowsTest : public ::testing::Test {
 protected:
  PartitionedRowsTest() {
    query_.memory = &pool_;
    query_.temporary =
        TemporaryDirectory::Make(testing::TempDir() + "lakebolt-partitioned-rows", "1GiB");
    query_.cancellation = &token_;
  }

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

  PartitionedRows Make() {
    const auto charge = [](const PartitionedRows::Piece& piece) { return piece.memory_bytes; };
    return {{TypeId::kInt64}, kPartitions, query_, {&kept_, charge}};
  }

  CancellationToken token_;
  MemoryPool pool_{int64_t{1} << 30};
  QueryContext query_;
  std::atomic<uint32_t> kept_{kPartitions};
};

TEST_F(PartitionedRowsTest, KeepsWhatFits) {
  {
    PartitionedRows rows = Make();
    AddNumbers(rows, kChunks);
    rows.Finish();
    EXPECT_EQ(rows.bytes(), 0);
    EXPECT_EQ(rows.kept_bytes(), int64_t{kChunks} * kDefaultChunkSize * 8);
    EXPECT_EQ(pool_.used(), rows.kept_bytes());
    ExpectNumbers(rows, kChunks);
  }
  EXPECT_EQ(pool_.used(), 0);
}

TEST_F(PartitionedRowsTest, WritesTheLastPartitionsWhereThereIsNoRoom) {
  const int64_t all = int64_t{kChunks} * kDefaultChunkSize * 8;
  pool_.SetLimit(all * 3 / 4);
  PartitionedRows rows = Make();
  AddNumbers(rows, kChunks);
  rows.Finish();
  EXPECT_GT(kept_, 0U);
  EXPECT_LT(kept_, kPartitions);
  EXPECT_EQ(rows.kept_bytes(), all / kPartitions * kept_);
  EXPECT_GT(rows.bytes(), 0);
  ExpectNumbers(rows, kChunks);
}

TEST_F(PartitionedRowsTest, WritesWhatOthersHaveNoRoomFor) {
  PartitionedRows rows = Make();
  AddNumbers(rows, kChunks);
  kept_ = 1;
  const int64_t kept = rows.kept_bytes();
  const int64_t given = rows.WriteUnkept();
  EXPECT_GT(given, 0);
  EXPECT_EQ(given, kept - rows.kept_bytes());
  rows.Finish();
  EXPECT_EQ(rows.kept_bytes(), int64_t{kChunks} * kDefaultChunkSize * 8 / kPartitions);
  ExpectNumbers(rows, kChunks);
}

TEST_F(PartitionedRowsTest, HandsChunksOver) {
  PartitionedRows rows = Make();
  AddNumbers(rows, kChunks);
  rows.Finish();
  const int64_t before = pool_.used();
  Reservation charged(&pool_, "test");
  const std::vector<PartitionedRows::Piece> pieces = rows.Take(2, charged);
  EXPECT_FALSE(pieces.empty());
  EXPECT_TRUE(rows.pieces(2).empty());
  EXPECT_EQ(charged.size(), before / kPartitions);
  EXPECT_EQ(pool_.used(), before);
}

}  // namespace
}  // namespace lakebolt
