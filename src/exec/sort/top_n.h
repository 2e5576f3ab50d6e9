#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "exec/sort/late_columns.h"
#include "exec/sort/sort_key.h"
#include "exec/sort/sorted_rows.h"
#include "exec/sort/top_n_filter.h"

namespace lakebolt {

/// Keeps the first `limit` rows of an order.
///
/// Each worker cuts its rows back to the limit from time to time; from the first cut on there is a
/// bound, shared by all workers, and rows beyond it are dropped: most by one comparison of their
/// first key, before the others are looked at. The order is total up to ties, which fall in any
/// order.
class TopN final : public Sink, public SortedRows {
 public:
  /// Beyond so many rows, sorting all is cheaper than keeping up a bound.
  static constexpr uint64_t kMostRows = uint64_t{1} << 18;
  /// Bounds the times of the wanted rows that a worker keeps.
  static constexpr uint64_t kTimesKept = 4;

  TopN(std::vector<LogicalType> types, std::vector<SortKey> keys, uint64_t limit,
       MemoryPool* memory);

  /// Has columns read once the rows are known; the last column of the input has their numbers, and
  /// gives way to these. Before the pipeline starts.
  void AddLateColumns(std::unique_ptr<LateColumns> columns) { late_ = std::move(columns); }

  std::string Name() const override { return "TOP N"; }
  std::vector<std::string> Details() const override;
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  void Finish(TaskContext& context) override;

  /// Returns the bound, for scans that give the first key.
  const std::shared_ptr<TopNFilter>& filter() const { return filter_; }

  /// Returns all rows, once finished, and the order in which they come.
  const Chunk& rows() const override { return rows_; }
  const std::vector<uint32_t>& order() const override { return order_; }

 private:
  struct Local;

  /// Drops rows whose first key comes too late; false when none is left.
  bool DropByFirstKey(Local& local, Chunk& input) const;
  /// Notes the keys of the rows that are left, dropping those that come too late; false when none
  /// is left.
  bool TakeKeys(Local& local, Chunk& input) const;
  void Cut(Local& local);

  size_t width_;                    // columns handed on; a computed first key stands behind
  std::vector<LogicalType> types_;  // with that
  std::vector<SortKey> keys_;
  ExprPtr computed_first_;  // null when the first key is a column
  uint32_t first_key_;      // position
  uint64_t limit_;
  std::shared_ptr<TopNFilter> filter_;
  std::unique_ptr<LateColumns> late_;  // or null
  std::mutex mutex_;
  MemoryPool* memory_;
  Reservation bytes_;
  std::vector<Chunk> chunks_;
  EncodedKeys encoded_;
  Chunk rows_;
  std::vector<uint32_t> order_;
};

}  // namespace lakebolt
