#pragma once

#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/memory_pool.h"
#include "exec/operator.h"
#include "exec/sort/row_collector.h"
#include "exec/sort/row_sorter.h"
#include "exec/sort/sorted_rows.h"
#include "plan/logical_plan.h"

namespace lakebolt {

/// Sorts all rows, with all workers from the first row to the last: rows are put end to end, pieces
/// of them sorted, and slices of the result merged. Rows with equal keys keep their order. Only the
/// first `limit` rows of the order are given.
class ParallelSort final : public Sink, public SortedRows {
 public:
  static constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

  ParallelSort(std::vector<LogicalType> types, std::vector<SortKey> keys, uint64_t limit,
               MemoryPool* memory, uint32_t threads);

  std::string Name() const override { return "SORT"; }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  void StartBatch(LocalState& local, uint64_t batch) override;
  SinkStatus Consume(TaskContext& context, LocalState& local, Chunk& input) override;
  void Merge(TaskContext& context, LocalState& local) override;
  uint32_t PrepareFinish(TaskContext& context) override;
  void FinishPart(TaskContext& context, uint32_t part) override;
  uint32_t NextStage(TaskContext& context) override;

  const Chunk& rows() const override { return rows_; }
  const std::vector<uint32_t>& order() const override { return order_; }

 private:
  enum class Stage : uint8_t { kCopy, kSort, kDone };
  struct Local;

  uint32_t StartSort();

  size_t width_;  // columns handed on; keys that are none of them stand behind
  std::vector<SortKey> keys_;
  std::vector<uint32_t> key_positions_;
  std::vector<ExprPtr> computed_keys_;
  uint64_t limit_;
  MemoryPool* memory_;
  uint32_t threads_;
  std::mutex mutex_;
  Reservation bytes_;
  RowCollector collector_;
  Stage stage_ = Stage::kCopy;
  std::unique_ptr<RowSorter> sorter_;
  Chunk rows_;
  std::vector<uint32_t> order_;
};

}  // namespace lakebolt
