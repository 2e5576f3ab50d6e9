#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/result.h"

namespace lakebolt {

/// Holds a result that is complete from the start: EXPLAIN, SHOW, and statements without rows.
class RowsResult final : public Result {
 public:
  explicit RowsResult(Schema schema, std::vector<Chunk> chunks = {})
      : schema_(std::move(schema)), chunks_(std::move(chunks)) {}

  /// Makes a result of text columns.
  static std::unique_ptr<RowsResult> Text(const std::vector<std::string>& columns,
                                          const std::vector<std::vector<std::string>>& rows);
  /// Makes the result of a statement that gives no rows and changed `rows_changed`.
  static std::unique_ptr<RowsResult> Done(std::optional<uint64_t> rows_changed = std::nullopt);

  /// Makes the result of a statement that changed rows: their number, as the column Count.
  static std::unique_ptr<RowsResult> Changed(uint64_t rows_changed);

  const Schema& schema() const override { return schema_; }
  std::optional<Chunk> Next() override;
  bool WaitFor(int) override { return true; }
  QueryProgress Progress() const override { return {1, 0}; }
  void Cancel() override {}
  std::optional<uint64_t> RowsChanged() const override { return rows_changed_; }

 private:
  Schema schema_;
  std::vector<Chunk> chunks_;
  size_t next_ = 0;
  std::optional<uint64_t> rows_changed_;
};

}  // namespace lakebolt
