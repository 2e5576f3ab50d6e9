#include "exec/join/build_rows.h"

#include <map>
#include <string>

#include "exec/query_test.h"

namespace lakebolt {
namespace {

constexpr uint32_t kPartitions = 4;
constexpr uint32_t kChunks = 32;

/// Adds rows of a number and a text made from it, each to the partition of its last bits.
class BuildRowsTest : public QueryTest {
 protected:
  static std::string TextOf(int64_t number) { return "the text of row " + std::to_string(number); }

  static void AddRows(BuildRows& rows, uint32_t chunks) {
    for (uint32_t chunk = 0; chunk < chunks; ++chunk) {
      Vector numbers(TypeId::kInt64, kDefaultChunkSize);
      Vector texts(TypeId::kVarchar, kDefaultChunkSize);
      std::vector<uint32_t> partition_of(kDefaultChunkSize);
      for (uint32_t i = 0; i < kDefaultChunkSize; ++i) {
        const int64_t number = int64_t{chunk} * kDefaultChunkSize + i;
        numbers.mutable_values<int64_t>()[i] = number;
        texts.SetValue(i, Value::Varchar(TextOf(number)));
        partition_of[i] = i % kPartitions;
      }
      Chunk added({numbers, texts}, kDefaultChunkSize);
      const auto bytes = static_cast<int64_t>(added.MemoryBytes());
      rows.Add(std::move(added), bytes, partition_of.data());
    }
  }

  static void Note(const Chunk& rows, std::map<int64_t, uint32_t>& found) {
    for (uint32_t i = 0; i < rows.size(); ++i) {
      const int64_t number = rows.column(0).values<int64_t>()[i];
      EXPECT_EQ(rows.column(1).values<StringView>()[i].str(), TextOf(number));
      ++found[number];
    }
  }

  /// Expects each row once: those of the first `kept` partitions in memory, in their order.
  void ExpectRows(BuildRows& rows, uint32_t kept) {
    std::map<int64_t, uint32_t> found;
    for (uint32_t p = 0; p < kPartitions; ++p) {
      for (const PartitionedRows::Piece& piece : rows.on_disk().pieces(p)) {
        const Chunk chunk = rows.on_disk().Read(piece);
        for (uint32_t i = 0; i < chunk.size(); ++i) {
          EXPECT_EQ(chunk.column(0).values<int64_t>()[i] % kPartitions, p);
        }
        Note(chunk, found);
      }
    }
    Reservation charged(&pool_, "test");
    int64_t last = -1;
    for (const BuildRows::KeptRows& chunk : rows.TakeKept(charged)) {
      for (uint32_t i = 0; i < chunk.rows.size(); ++i) {
        const int64_t number = chunk.rows.column(0).values<int64_t>()[i];
        EXPECT_LT(number % kPartitions, kept);
        EXPECT_LT(last, number);
        last = number;
      }
      Note(chunk.rows, found);
    }
    EXPECT_EQ(found.size(), kChunks * kDefaultChunkSize);
    for (const auto& [number, times] : found) EXPECT_EQ(times, 1U) << number;
  }

  std::atomic<uint32_t> kept_{kPartitions};
  const std::vector<LogicalType> types_ = {TypeId::kInt64, TypeId::kVarchar};
};

TEST_F(BuildRowsTest, KeepsWhatFits) {
  {
    BuildRows rows(types_, kPartitions, kept_, query_);
    AddRows(rows, kChunks);
    rows.Finish();
    EXPECT_EQ(rows.on_disk().bytes(), 0);
    EXPECT_EQ(pool_.used(), rows.kept_bytes());
    ExpectRows(rows, kPartitions);
  }
  EXPECT_EQ(pool_.used(), 0);
}

TEST_F(BuildRowsTest, WritesTheLastPartitionsWhereThereIsNoRoom) {
  pool_.SetLimit(2 << 20);  // about half
  BuildRows rows(types_, kPartitions, kept_, query_);
  AddRows(rows, kChunks);
  rows.Finish();
  EXPECT_GT(kept_, 0U);
  EXPECT_LT(kept_, kPartitions);
  EXPECT_GT(rows.on_disk().bytes(), 0);
  EXPECT_LE(pool_.used(), pool_.limit());
  ExpectRows(rows, kept_);
}

TEST_F(BuildRowsTest, KeepsFewerFromTheBeginning) {
  kept_ = 1;
  BuildRows rows(types_, kPartitions, kept_, query_);
  AddRows(rows, kChunks);
  rows.Finish();
  EXPECT_EQ(rows.kept_rows(0), kChunks * kDefaultChunkSize / kPartitions);
  ExpectRows(rows, 1);
}

TEST_F(BuildRowsTest, WritesWhatOthersHaveNoRoomFor) {
  BuildRows rows(types_, kPartitions, kept_, query_);
  AddRows(rows, kChunks / 2);
  const int64_t before = rows.kept_bytes();
  kept_ = 2;
  rows.WriteUnkept();
  EXPECT_LT(rows.kept_bytes(), before * 3 / 4);
  kept_ = 1;
  rows.WriteUnkept();
  EXPECT_EQ(rows.kept_rows(0), kChunks / 2 * kDefaultChunkSize / kPartitions);
  EXPECT_EQ(rows.kept_rows(1), 0U);
}

TEST_F(BuildRowsTest, WritesRowsAfterTheEnd) {
  BuildRows rows(types_, kPartitions, kept_, query_);
  AddRows(rows, kChunks);
  rows.Finish();
  kept_ = 1;
  rows.WriteUnkept();
  rows.Finish();
  EXPECT_GT(rows.on_disk().bytes(), 0);
  ExpectRows(rows, 1);
}

TEST_F(BuildRowsTest, KeepsNothingWhereThereIsNoMemory) {
  pool_.SetLimit(1 << 16);
  BuildRows rows(types_, kPartitions, kept_, query_);
  AddRows(rows, kChunks);
  rows.Finish();
  EXPECT_EQ(kept_, 0U);
  EXPECT_EQ(pool_.used(), 0);
  ExpectRows(rows, 0);
}

}  // namespace
}  // namespace lakebolt
