#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"

namespace lakebolt {

/// Keeps all rows of its input, in the order in which they stand in the input: for operators to
/// which places of rows matter.
class OrderedRows final : public Sink {
 public:
  OrderedRows(std::vector<LogicalType> types, MemoryPool* memory, std::string who)
      : types_(std::move(types)), bytes_(memory, std::move(who)) {}

  std::string Name() const override { return "COLLECT ROWS"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  void Finish(TaskContext& context) override;

  /// Returns all rows as one chunk, once finished.
  const Chunk& rows() const { return rows_; }
  const std::vector<LogicalType>& types() const { return types_; }

 private:
  struct Part {
    uint64_t batch = 0;
    Chunk chunk;
  };
  struct Local;

  std::vector<LogicalType> types_;
  std::mutex mutex_;
  Reservation bytes_;
  std::vector<Part> parts_;
  Chunk rows_;
};

}  // namespace lakebolt
