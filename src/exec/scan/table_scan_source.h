#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exec/operator.h"
#include "source/table_source.h"

namespace lakebolt {

/// Reads a table source. The scan is opened by the first worker, when the pipeline starts, so that
/// runtime filters of earlier pipelines are there.
class TableScanSource final : public Source {
 public:
  TableScanSource(std::shared_ptr<const TableSource> table, ScanRequest request);

  std::string Name() const override { return "SCAN " + table_->name(); }
  std::unique_ptr<LocalState> MakeLocal(TaskContext& context) override;
  SourceStatus Next(TaskContext& context, LocalState& local, Chunk& out) override;
  uint32_t MaxTasks() const override;
  double Progress() const override;

  /// Tells whether a column of the table's schema is known to have no NULLs.
  bool HasNoNulls(uint32_t column) const {
    return column < table_->schema().size() && table_->column_statistics(column).HasNoNulls();
  }

  /// Returns the bounds of a column in the parts that the table consists of, where it knows them;
  /// see PartBounds.
  std::optional<std::vector<std::pair<int64_t, int64_t>>> BoundsOfParts(uint32_t column) const;
  /// Has each such part read as one batch, by one worker; before the pipeline starts.
  void KeepPartsWhole() { request_.threads = 1; }

  /// Adds an operator's filter on a column of the table's schema; before the pipeline starts.
  void AddRuntimeFilter(uint32_t column, std::shared_ptr<const RuntimeFilter> filter) {
    request_.runtime_filters.emplace_back(column, std::move(filter));
  }

 private:
  TableScan& scan() const;

  std::shared_ptr<const TableSource> table_;
  ScanRequest request_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<TableScan> scan_;
};

}  // namespace lakebolt
