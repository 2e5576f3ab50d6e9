#include "api/rows_result.h"

#include <memory>

#include "api/text_rows.h"

namespace lakebolt {

std::unique_ptr<RowsResult> RowsResult::Text(const std::vector<std::string>& columns,
                                             const std::vector<std::vector<std::string>>& rows) {
  TextRows text = MakeTextRows(columns, rows);
  return std::make_unique<RowsResult>(std::move(text.schema), std::move(text.chunks));
}

std::unique_ptr<RowsResult> RowsResult::Done(std::optional<uint64_t> rows_changed) {
  auto result = std::make_unique<RowsResult>(Schema{});
  result->rows_changed_ = rows_changed;
  return result;
}

std::unique_ptr<RowsResult> RowsResult::Changed(uint64_t rows_changed) {
  const Value count = Value::Int64(static_cast<int64_t>(rows_changed));
  std::vector<Chunk> chunks;
  chunks.emplace_back(std::vector<Vector>{Vector::Constant(count, 1)}, 1);
  auto result =
      std::make_unique<RowsResult>(Schema{{"Count", TypeId::kInt64, true}}, std::move(chunks));
  result->rows_changed_ = rows_changed;
  return result;
}

std::optional<Chunk> RowsResult::Next() {
  if (next_ == chunks_.size()) return std::nullopt;
  return std::move(chunks_[next_++]);
}

}  // namespace lakebolt
