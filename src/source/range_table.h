#pragma once

#include <string>

#include "source/table_source.h"

namespace lakebolt {

/// Gives the integers `start, start + step, …` before `end` as one column, of BIGINT or of a type
/// whose values lie in memory as such.
class RangeTable final : public TableSource {
 public:
  /// Throws kInvalidArgument when `step` is zero. `column` names the column.
  RangeTable(std::string column, int64_t start, int64_t end, int64_t step, bool end_included,
             LogicalType type = TypeId::kInt64);

  std::string name() const override { return schema_[0].name; }
  const Schema& schema() const override { return schema_; }
  TableStatistics statistics() const override;
  ColumnStatistics column_statistics(uint32_t column) const override;
  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override;

 private:
  Schema schema_;
  int64_t start_;
  int64_t step_;
  uint64_t count_ = 0;
};

}  // namespace lakebolt
