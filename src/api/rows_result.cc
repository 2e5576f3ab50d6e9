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

std::optional<Chunk> RowsResult::Next() {
  if (next_ == chunks_.size()) return std::nullopt;
  return std::move(chunks_[next_++]);
}

}  // namespace lakebolt
