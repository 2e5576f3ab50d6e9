#pragma once

#include <memory>
#include <string>
#include <vector>

#include "source/table_source.h"

namespace lakebolt {

/// Gathers the rows of a small table that tells of the engine itself, value by value.
class RowTable {
 public:
  RowTable(std::string name, Schema schema) : name_(std::move(name)), schema_(std::move(schema)) {}

  /// Adds a row: one value a column, cast to its type; those that are left out are NULL.
  void Add(std::vector<Value> row) { rows_.push_back(std::move(row)); }

  std::shared_ptr<const TableSource> Finish() const;

  const Schema& schema() const { return schema_; }
  /// Returns the rows as chunks; none where there are no rows.
  std::vector<Chunk> Chunks() const;

 private:
  std::string name_;
  Schema schema_;
  std::vector<std::vector<Value>> rows_;
};

// Short names for values of such rows.

inline Value Text(std::string text) {
  return Value::Varchar(std::move(text));
}
inline Value Number(int64_t number) {
  return Value::Int64(number);
}
inline Value Flag(bool flag) {
  return Value::Boolean(flag);
}
inline Value Nothing() {
  return Value(TypeId::kNull);
}
inline Value TextOrNothing(const std::string& text) {
  return text.empty() ? Nothing() : Text(text);
}
Value TextList(const std::vector<std::string>& texts);
Value NumberList(const std::vector<int64_t>& numbers);

/// Returns the type of the column `tags`.
LogicalType TagsType();
Value NoTags();

}  // namespace lakebolt
