#pragma once

#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "exec/sort/sort_key.h"
#include "exec/sort/sorted_rows.h"

namespace lakebolt {

/// Keeps the first `limit` rows of an order (top-N).
///
/// Workers encode keys as chunks come. Each worker cuts its rows back to the limit from time to
/// time, and from then on drops rows that cannot come among them. The order is total up to ties,
/// which fall in any order.
class Sort final : public Sink, public SortedRows {
 public:
  static constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

  Sort(std::vector<LogicalType> types, std::vector<SortKey> keys, uint64_t limit,
       MemoryPool* memory);

  std::string Name() const override { return "TOP N"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  void Finish(TaskContext& context) override;

  /// Returns all rows, once finished, and the order in which they come.
  const Chunk& rows() const override { return rows_; }
  const std::vector<uint32_t>& order() const override { return order_; }

 private:
  struct Local;

  void Cut(Local& local);

  std::vector<LogicalType> types_;
  std::vector<SortKey> keys_;
  uint64_t limit_;
  std::mutex mutex_;
  MemoryPool* memory_;
  Reservation bytes_;
  std::vector<Chunk> chunks_;
  EncodedKeys encoded_;
  Chunk rows_;
  std::vector<uint32_t> order_;
};

}  // namespace lakebolt
