#pragma once

#include <atomic>
#include <vector>

#include "exec/spill/partitioned_rows.h"
#include "vector/column_buffer.h"

namespace lakebolt {

/// Returns how many bytes more rows take in whole columns: views of texts in place of codes.
int64_t MoreInTable(const std::vector<Vector>& columns);

/// Keeps one worker's build rows of a spilled join: those of the first partitions stay in memory,
/// in the order they come in, as long as there is room; the others go to disk, and so does what has
/// no room any more.
class BuildRows {
 public:
  /// Is a chunk in memory.
  struct KeptRows {
    Chunk rows;
    std::vector<uint8_t> partition_of;
    int64_t bytes = 0;  // charged, but for dictionaries
    int64_t dictionary_bytes = 0;
    int64_t table_bytes = 0;  // that it takes in whole columns
  };

  /// Rows of partitions below `kept_partitions` may stay in memory, a number that all workers share
  /// and lower where there is no room.
  BuildRows(const std::vector<LogicalType>& types, uint32_t partitions,
            std::atomic<uint32_t>& kept_partitions, const QueryContext& query);

  /// Takes rows over, which hold `bytes` with what dictionaries they are the first of to have;
  /// `partition_of` has one number for each of them.
  void Add(Chunk rows, int64_t bytes, const uint32_t* partition_of);
  /// Writes rows in memory of partitions that may not stay there any more.
  void WriteUnkept();
  /// Makes chunks of what waits. To be called when no more rows come, and after each WriteUnkept
  /// from then on.
  void Finish();

  /// Returns the bytes charged for rows in memory.
  int64_t kept_bytes() const { return charged_.size(); }
  uint64_t kept_rows(uint32_t partition) const { return kept_rows_[partition]; }
  /// Returns about the bytes that the rows of a partition in memory take in whole columns.
  int64_t TableBytes(uint32_t partition) const;
  /// Hands over the rows in memory, and to `charged` what is charged for them.
  std::vector<KeptRows> TakeKept(Reservation& charged);

  PartitionedRows& on_disk() { return on_disk_; }
  const PartitionedRows& on_disk() const { return on_disk_; }

 private:
  bool TryCharge();
  void KeepOrSplit(Chunk rows, int64_t bytes, std::vector<uint8_t> partition_of);
  /// Sends the rows away whose partitions may not stay, and copies the others.
  void Split(const Chunk& rows, const std::vector<uint8_t>& partition_of);
  void Copy(const std::vector<Vector>& columns, RowSet rows, const uint8_t* partition_of);
  /// Makes a chunk of the copies at hand.
  void EndCopies();
  void Keep(Chunk rows, std::vector<uint8_t> partition_of, int64_t dictionary_bytes);
  int64_t MostChunkBytes() const;
  int64_t CopiesBytes() const;
  /// Returns the bytes in memory that are not charged.
  int64_t Missing() const;
  bool MakeRoom();

  const QueryContext& query_;
  std::atomic<uint32_t>& shared_kept_partitions_;
  PartitionedRows on_disk_;
  std::vector<LogicalType> types_;
  std::vector<KeptRows> kept_;
  std::vector<ColumnBuffer> copies_;  // that become a chunk; by column, or empty
  std::vector<uint8_t> copies_partition_of_;
  uint32_t kept_partitions_;         // none behind them has rows in memory
  std::vector<uint64_t> kept_rows_;  // by partition
  int64_t held_bytes_ = 0;           // by `kept_`
  Reservation charged_;
};

}  // namespace lakebolt
