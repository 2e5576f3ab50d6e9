#include "api/system/row_table.h"

#include <memory>

#include "function/cast.h"
#include "source/memory_table.h"

namespace lakebolt {

std::vector<Chunk> RowTable::Chunks() const {
  const auto count = static_cast<uint32_t>(rows_.size());
  std::vector<Vector> columns;
  for (size_t c = 0; c < schema_.size(); ++c) {
    Vector column(schema_[c].type, count);
    auto texts = std::make_shared<StringHeap>();  // SetValue would make one for each text
    for (uint32_t row = 0; row < count; ++row) {
      const bool given = c < rows_[row].size() && !rows_[row][c].IsNull();
      if (given && schema_[c].type.id() == TypeId::kVarchar &&
          rows_[row][c].type().id() == TypeId::kVarchar) {
        column.mutable_values<StringView>()[row] = texts->Add(rows_[row][c].string());
      } else if (given && rows_[row][c].type() == schema_[c].type) {
        column.SetValue(row, rows_[row][c]);
      } else if (given) {
        column.SetValue(row, CastValue(rows_[row][c], schema_[c].type));
      } else {
        column.SetValue(row, Value(schema_[c].type));
      }
    }
    column.AddOwner(std::move(texts));
    columns.push_back(std::move(column));
  }
  std::vector<Chunk> chunks;
  if (count > 0) chunks.emplace_back(std::move(columns), count);
  return chunks;
}

std::shared_ptr<const TableSource> RowTable::Finish() const {
  return std::make_shared<MemoryTable>(name_, schema_, Chunks());
}

Value TextList(const std::vector<std::string>& texts) {
  std::vector<Value> parts;
  for (const std::string& text : texts) parts.push_back(Text(text));
  return Value::Nested(LogicalType::List(TypeId::kVarchar), std::move(parts));
}

Value NumberList(const std::vector<int64_t>& numbers) {
  std::vector<Value> parts;
  for (const int64_t number : numbers) parts.push_back(Number(number));
  return Value::Nested(LogicalType::List(TypeId::kInt64), std::move(parts));
}

LogicalType TagsType() {
  return LogicalType::Map(TypeId::kVarchar, TypeId::kVarchar);
}

Value NoTags() {
  return Value::Nested(TagsType(), {});
}

}  // namespace lakebolt
