#pragma once

#include <cstdint>
#include <vector>

#include "base/memory_pool.h"
#include "exec/query_context.h"
#include "exec/spill/spill_file.h"
#include "vector/column_buffer.h"

namespace lakebolt {

/// Keeps rows of one worker on disk, cut into partitions. A few rows of each wait in memory,
/// copied, until they are worth a chunk or there is no memory left for them.
class PartitionedRows {
 public:
  PartitionedRows(std::vector<LogicalType> types, uint32_t partitions, const QueryContext& query);

  /// Adds the rows `rows` of `columns`; `partition_of` has one number for each of them.
  void Add(const std::vector<Vector>& columns, RowSet rows, const uint32_t* partition_of);
  /// Writes a chunk of a partition at once.
  void Write(uint32_t partition, const Chunk& rows);
  /// Writes what waits. To be called once, before reading.
  void Finish();

  /// Is a chunk of a partition.
  struct Piece {
    size_t number;  // in the file
    uint32_t rows;
    int64_t memory_bytes;  // about what it takes once read
  };
  const std::vector<Piece>& pieces(uint32_t partition) const {
    return partitions_[partition].pieces;
  }
  /// Reads a chunk. Thread-safe.
  Chunk Read(const Piece& piece) const { return file_.Read(piece.number); }
  int64_t bytes() const { return file_.bytes(); }

 private:
  struct Partition {
    std::vector<ColumnBuffer> waiting;  // by column; empty while there are no rows
    uint32_t waiting_rows = 0;
    int64_t waiting_bytes = 0;
    std::vector<Piece> pieces;
    std::vector<uint32_t> rows;  // of the batch at hand
  };

  void Append(Partition& partition, const std::vector<Vector>& columns, uint32_t size);
  void WriteWaiting(Partition& partition);
  void WriteAll();

  std::vector<LogicalType> types_;
  const QueryContext& query_;
  SpillFile file_;
  std::vector<Partition> partitions_;
  int64_t waiting_bytes_ = 0;
  Reservation charged_;  // at least for what waits
};

}  // namespace lakebolt
