#pragma once

#include <cstdint>
#include <vector>

#include "exec/query_context.h"
#include "exec/spill/spill_file.h"

namespace lakebolt {

/// Keeps rows of one worker on disk, cut into partitions; a few rows of each wait in memory until
/// they are worth a chunk.
class PartitionedRows {
 public:
  PartitionedRows(std::vector<LogicalType> types, uint32_t partitions, const QueryContext& query);

  /// Adds the rows `rows` of `columns`; `partition_of` has one number for each of them.
  void Add(const std::vector<Vector>& columns, RowSet rows, const uint32_t* partition_of);
  /// Writes a chunk of a partition at once.
  void Write(uint32_t partition, const Chunk& rows);
  /// Writes what waits. To be called once, before reading.
  void Finish();

  /// Returns how many chunks a partition has.
  size_t chunks(uint32_t partition) const { return partitions_[partition].chunks.size(); }
  /// Reads a chunk of a partition. Thread-safe.
  Chunk Read(uint32_t partition, size_t chunk) const {
    return file_.Read(partitions_[partition].chunks[chunk]);
  }
  int64_t bytes() const { return file_.bytes(); }

 private:
  struct Partition {
    std::vector<Chunk> waiting;
    uint32_t waiting_rows = 0;
    std::vector<size_t> chunks;  // numbers in the file
    std::vector<uint32_t> rows;  // of the batch at hand
  };

  void WriteWaiting(Partition& partition);

  std::vector<LogicalType> types_;
  const QueryContext& query_;
  SpillFile file_;
  std::vector<Partition> partitions_;
};

}  // namespace lakebolt
