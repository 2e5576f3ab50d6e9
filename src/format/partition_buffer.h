#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "types/logical_type.h"
#include "vector/chunk.h"
#include "vector/held_columns.h"

namespace lakebolt {

/// Keeps rows, and which partition each belongs to, until those of a partition are many: a chunk
/// has hardly two of one partition where there are thousands.
class PartitionBuffer {
 public:
  explicit PartitionBuffer(std::vector<LogicalType> types) : types_(std::move(types)) {}

  /// Keeps all rows of dense columns; there is a number in `partitions` for each.
  void Add(std::vector<Vector> columns, const std::vector<uint32_t>& partitions);

  uint64_t rows() const { return partition_of_.size(); }
  /// Returns what it holds, and takes while rows are taken out.
  int64_t HeldBytes() const;

  /// Takes a partition's rows, in the order in which they came.
  using Take = std::function<void(uint32_t partition, const Chunk& rows)>;
  /// Gives the rows of the largest partitions away until at most `left` remain.
  void Drain(uint64_t left, const Take& take);

 private:
  void Keep(std::vector<Vector> columns, uint32_t rows);

  std::vector<LogicalType> types_;
  std::vector<Chunk> chunks_;
  std::vector<uint32_t> partition_of_;  // by row, all chunks together
  HeldColumns held_;
  int64_t bytes_ = 0;
};

}  // namespace lakebolt
