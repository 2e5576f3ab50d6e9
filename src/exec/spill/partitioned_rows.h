#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/memory_pool.h"
#include "exec/query_context.h"
#include "exec/spill/spill_file.h"
#include "vector/column_buffer.h"

namespace lakebolt {

/// Keeps rows of one worker, cut into partitions, on disk. A few rows of each wait in memory,
/// copied, until they are worth a chunk or there is no memory left for them. Whole chunks of the
/// first partitions may stay in memory, too, as long as there is room (`Keeping`).
class PartitionedRows {
 public:
  /// Is a chunk of a partition.
  struct Piece {
    size_t number;  // in the file, unless it is in memory
    uint32_t rows;
    int64_t memory_bytes;  // about what it takes once read
    std::shared_ptr<const Chunk> in_memory;
  };

  /// Says which chunks may stay in memory: those of the partitions below a number that all workers
  /// share, and lower, one partition after the other, where there is no room for more.
  struct Keeping {
    std::atomic<uint32_t>* partitions = nullptr;  // null: none
    /// Returns how many bytes of memory a chunk is to be charged.
    std::function<int64_t(const Piece&)> charge;
  };

  PartitionedRows(std::vector<LogicalType> types, uint32_t partitions, const QueryContext& query);
  PartitionedRows(std::vector<LogicalType> types, uint32_t partitions, const QueryContext& query,
                  Keeping keeping);

  /// Adds the rows `rows` of `columns`; `partition_of` has one number for each of them.
  void Add(const std::vector<Vector>& columns, RowSet rows, const uint32_t* partition_of);
  /// Writes a chunk of a partition at once.
  void Write(uint32_t partition, const Chunk& rows);
  /// Makes chunks of what waits. To be called once, before reading.
  void Finish();

  /// Writes the chunks in memory of partitions that may not stay there any more; returns the bytes
  /// given back.
  int64_t WriteUnkept();
  /// Returns the bytes charged for chunks in memory.
  int64_t kept_bytes() const;
  /// Hands the chunks of a partition over, and to `charged` what is charged for those in memory.
  std::vector<Piece> Take(uint32_t partition, Reservation& charged);

  const std::vector<Piece>& pieces(uint32_t partition) const {
    return partitions_[partition].pieces;
  }
  /// Reads a chunk. Thread-safe.
  Chunk Read(const Piece& piece) const {
    return piece.in_memory != nullptr ? *piece.in_memory : file_.Read(piece.number);
  }
  int64_t bytes() const { return file_.bytes(); }

 private:
  struct Partition {
    std::vector<ColumnBuffer> waiting;  // by column; empty while there are no rows
    uint32_t waiting_rows = 0;
    int64_t waiting_bytes = 0;
    std::vector<Piece> pieces;
    Reservation kept;            // for those in memory
    std::vector<uint32_t> rows;  // of the batch at hand
  };

  void Append(Partition& partition, const std::vector<Vector>& columns, uint32_t size);
  void ChargeWaiting();
  void WriteWaiting(uint32_t p);
  void WriteAll();
  bool Keep(uint32_t p, const Chunk& rows);
  bool MakeRoom();

  std::vector<LogicalType> types_;
  const QueryContext& query_;
  SpillFile file_;
  std::vector<Partition> partitions_;
  Keeping keeping_;
  uint32_t first_rows_ = 0;       // that waiting columns have room for at first
  uint32_t kept_partitions_ = 0;  // none behind them has chunks in memory
  int64_t waiting_bytes_ = 0;
  Reservation charged_;  // at least for what waits
};

}  // namespace lakebolt
