#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/memory_pool.h"
#include "source/row_fetch.h"
#include "source/table_source.h"

namespace lakebolt {

/// Reads the columns of a top-N's rows that neither its order nor a filter needed, once it is known
/// which rows these are. The runs of rows that the table cuts them into are read side by side.
class LateColumns {
 public:
  /// `rows` is the table's; `columns` are places in its schema.
  LateColumns(std::shared_ptr<const TableSource> table, const RowFetch* rows,
              std::vector<uint32_t> columns)
      : table_(std::move(table)), rows_(rows), columns_(std::move(columns)) {}

  size_t count() const { return columns_.size(); }

  /// Takes the numbers of the rows that are left, in their order; returns into how many parts
  /// reading is cut.
  uint32_t Start(const Vector& numbers, const std::vector<uint32_t>& order);
  /// Reads a part; each once. Thread-safe.
  void ReadPart(uint32_t part, MemoryPool* memory);
  /// Returns the columns, rows in their order.
  std::vector<Vector> Finish();

 private:
  std::shared_ptr<const TableSource> table_;
  const RowFetch* rows_;
  std::vector<uint32_t> columns_;
  std::vector<int64_t> numbers_;    // ascending
  std::vector<uint32_t> place_of_;  // by place in the order: that in `numbers_`
  std::vector<size_t> ends_;
  std::vector<std::vector<Vector>> parts_;
};

}  // namespace lakebolt
