#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "source/table_source.h"

namespace lakebolt {

/// Is a table of chunks in memory: CREATE TABLE AS, registered Arrow data. Rows may be appended;
/// running scans see the rows of their start. Thread-safe.
class MemoryTable final : public TableSource {
 public:
  MemoryTable(std::string name, Schema schema, std::vector<Chunk> chunks = {});

  std::string name() const override { return name_; }
  const Schema& schema() const override { return schema_; }
  TableStatistics statistics() const override;
  ColumnStatistics column_statistics(uint32_t column) const override;
  std::unique_ptr<TableScan> Scan(const ScanRequest& request) const override;
  void Append(std::vector<Chunk> chunks) override;

 private:
  using Chunks = std::vector<Chunk>;

  std::string name_;
  Schema schema_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Chunks> chunks_;
  uint64_t rows_ = 0;
  mutable std::vector<std::optional<ColumnStatistics>> statistics_;  // by column, made when asked
};

}  // namespace lakebolt
