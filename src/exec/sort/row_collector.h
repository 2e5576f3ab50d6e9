#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "vector/chunk.h"
#include "vector/parallel_concat.h"

namespace lakebolt {

/// Gathers the chunks of all workers and puts their columns end to end, in the order of the rows
/// (see Sink::StartBatch), the copying shared among workers.
class RowCollector {
 public:
  explicit RowCollector(std::vector<LogicalType> types) : types_(std::move(types)) {}

  /// Is a chunk without selection, the batch that it stems from and the number of its first row
  /// there.
  struct Part {
    uint64_t batch = 0;
    Chunk chunk;
    uint64_t first_row = 0;
  };

  /// Takes the parts of one worker. Thread-safe.
  void Add(std::vector<Part> parts);

  /// Plans the columns; returns into how many parts the copying is cut. Called alone.
  uint32_t PrepareCopy(uint32_t threads);
  /// Copies a part; in parallel.
  void Copy(uint32_t part);
  /// Returns the columns once all is copied, and forgets the chunks.
  std::vector<Vector> Take();

  uint32_t rows() const { return rows_; }

 private:
  std::vector<LogicalType> types_;
  std::mutex mutex_;
  std::vector<Part> parts_;
  std::vector<ParallelConcat> columns_;
  uint32_t rows_ = 0;
  uint32_t copies_ = 1;
};

}  // namespace lakebolt
