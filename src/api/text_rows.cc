#include "api/text_rows.h"

#include <utility>

namespace lakebolt {

TextRows MakeTextRows(const std::vector<std::string>& columns,
                      const std::vector<std::vector<std::string>>& rows) {
  TextRows out;
  const auto count = static_cast<uint32_t>(rows.size());
  std::vector<Vector> vectors;
  for (size_t c = 0; c < columns.size(); ++c) {
    out.schema.push_back({columns[c], TypeId::kVarchar, true});
    Vector& vector = vectors.emplace_back(TypeId::kVarchar, count);
    for (uint32_t r = 0; r < count; ++r) vector.SetValue(r, Value::Varchar(rows[r][c]));
  }
  if (count > 0) out.chunks.emplace_back(std::move(vectors), count);
  return out;
}

}  // namespace lakebolt
