#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "exec/sort/collecting_sink.h"
#include "exec/sort/row_sorter.h"
#include "exec/sort/sorted_rows.h"
#include "plan/logical_plan.h"

namespace lakebolt {

/// Sorts all rows, with all workers from the first row to the last: rows are put end to end, pieces
/// of them sorted, and slices of the result merged. Rows with equal keys keep their order. Only the
/// first `limit` rows of the order are given. What does not fit memory goes to an ExternalSort.
class ParallelSort final : public CollectingSink, public SortedRows {
 public:
  static constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

  ParallelSort(std::vector<LogicalType> types, std::vector<SortKey> keys, uint64_t limit,
               const QueryContext& query);

  std::string Name() const override { return "SORT"; }

  const ExternalSort* external() const override { return spilled(); }
  const Chunk& rows() const override { return rows_; }
  const std::vector<uint32_t>& order() const override { return order_; }

 private:
  uint32_t Start(std::vector<Vector> columns, uint32_t rows) override;
  void RunPart(uint32_t part) override { sorter_->RunPart(part); }
  uint32_t EndStage() override;

  RunLayout layout_;
  uint64_t limit_;
  std::unique_ptr<RowSorter> sorter_;
  Chunk rows_;
  std::vector<uint32_t> order_;
};

}  // namespace lakebolt
