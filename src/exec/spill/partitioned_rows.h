#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/memory_pool.h"
#include "exec/query_context.h"
#include "exec/spill/spill_file.h"
#include "vector/chunk_encoder.h"

namespace lakebolt {

/// Keeps rows of one worker, cut into partitions, on disk. A few rows of each wait in memory,
/// copied, until they are worth a chunk or there is no memory left for them.
class PartitionedRows {
 public:
  /// Is a chunk of a partition.
  struct Piece {
    size_t number;  // in the file
    uint32_t rows;
    int64_t memory_bytes;  // about what it takes once read
  };

  PartitionedRows(const std::vector<LogicalType>& types, uint32_t partitions,
                  const QueryContext& query);

  /// Returns about how many bytes a piece takes at most: whoever reads one needs as many.
  static int64_t MostPieceBytes(const QueryContext& query);

  /// Adds the rows `rows` of `columns`; `partition_of` has one number for each of them.
  void Add(const std::vector<Vector>& columns, RowSet rows, const uint32_t* partition_of) {
    Append(columns, rows, partition_of);
    if (!TryCharge()) WriteWaiting();
  }
  /// The parts of Add, for those who may make room: adds rows; takes memory for all that wait;
  /// writes what waits.
  void Append(const std::vector<Vector>& columns, RowSet rows, const uint32_t* partition_of);
  bool TryCharge();
  void WriteWaiting();
  /// Writes a chunk of a partition at once.
  void Write(uint32_t partition, const Chunk& rows);
  /// Writes what waits. To be called once, before reading.
  void Finish() { WriteWaiting(); }

  const std::vector<Piece>& pieces(uint32_t partition) const {
    return partitions_[partition].pieces;
  }
  /// Hands the chunks of a partition over.
  std::vector<Piece> Take(uint32_t partition);
  /// Reads a chunk. Thread-safe.
  Chunk Read(const Piece& piece) const { return file_.Read(piece.number); }
  int64_t bytes() const { return file_.bytes(); }

 private:
  struct Partition {
    std::optional<ChunkEncoder> waiting;
    int64_t waiting_bytes = 0;
    std::vector<Piece> pieces;
  };

  /// Brings rows of a partition together; writes where those of each begin, and the end of all.
  void Arrange(RowSet rows, const uint32_t* partition_of);
  /// Adds the rows at hand whose turn it is; returns whether there were any.
  bool AppendTurn(const std::vector<Vector>& columns, uint32_t size, uint32_t turn);
  void WriteWaitingOf(Partition& partition);

  const std::vector<LogicalType> types_;
  const QueryContext& query_;
  SpillFile file_;
  std::vector<Partition> partitions_;
  uint32_t first_rows_ = 0;  // that waiting columns have room for at first
  int64_t waiting_bytes_ = 0;
  Reservation charged_;  // at least for what waits
  // Of the rows at hand:
  std::vector<uint32_t> arranged_;
  std::vector<uint32_t> begins_;  // by partition
  std::vector<uint32_t> turn_partitions_;
  std::vector<ChunkEncoder::Share> shares_;
};

}  // namespace lakebolt
