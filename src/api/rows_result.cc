#include "api/rows_result.h"

#include <memory>

namespace lakebolt {

std::unique_ptr<RowsResult> RowsResult::Text(const std::vector<std::string>& columns,
                                             const std::vector<std::vector<std::string>>& rows) {
  Schema schema;
  std::vector<Vector> vectors;
  for (size_t c = 0; c < columns.size(); ++c) {
    schema.push_back({columns[c], TypeId::kVarchar, true});
    Vector& vector = vectors.emplace_back(TypeId::kVarchar, static_cast<uint32_t>(rows.size()));
    for (size_t r = 0; r < rows.size(); ++r) {
      vector.SetValue(static_cast<uint32_t>(r), Value::Varchar(rows[r][c]));
    }
  }
  std::vector<Chunk> chunks;
  if (!rows.empty()) chunks.emplace_back(std::move(vectors), static_cast<uint32_t>(rows.size()));
  return std::make_unique<RowsResult>(std::move(schema), std::move(chunks));
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
