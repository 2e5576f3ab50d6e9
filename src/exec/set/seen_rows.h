#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/aggregate/group_table.h"
#include "exec/query_context.h"
#include "exec/spill/partitioned_rows.h"

namespace lakebolt {

/// Knows all rows that it has seen, and drops those that come again. Where they do not fit memory
/// they are on disk, cut into partitions by hash; a partition then comes back whenever it has rows
/// to compare. One worker's.
class SeenRows {
 public:
  SeenRows(std::vector<LogicalType> types, const QueryContext& query, std::string who);

  /// Takes a chunk without selection. Returns its rows that are new, in their order; rows of a
  /// partition on disk come with the next Flush instead.
  Chunk Add(Chunk rows);
  /// Returns more of the new rows among those taken so far; no rows when that was all.
  Chunk Flush();

  int64_t bytes_spilled() const { return spilled_ == nullptr ? 0 : spilled_->bytes(); }

 private:
  static constexpr uint32_t kPartitions = 64;

  std::unique_ptr<PartitionedRows> MakeRows() const;
  /// Keeps the rows of a chunk that are not in a table yet, and adds them there.
  Chunk KeepNew(GroupTable& table, Chunk rows);
  void MoveToDisk();
  void Load(uint32_t partition);
  void Append(PartitionedRows& to, const Chunk& rows);

  std::vector<LogicalType> types_;
  const QueryContext& query_;
  std::shared_ptr<const KeyLayout> layout_;
  GroupTable table_;  // of all rows, or, where these are on disk, of a partition
  Reservation bytes_;
  std::unique_ptr<PartitionedRows> spilled_;  // null while all fits
  std::unique_ptr<PartitionedRows> waiting_;  // since the last flush
  uint32_t partition_ = kPartitions;          // that is flushed
  size_t next_piece_ = 0;
  std::vector<uint32_t> groups_;
};

}  // namespace lakebolt
