#pragma once

#include <memory>
#include <vector>

#include "base/memory_pool.h"
#include "vector/vector.h"

namespace lakebolt {

/// Keeps several columns row by row: a row's values side by side, each at its natural width, wide
/// ones first, then a bit for each column that has NULLs. Whoever asks for rows in any order then
/// has one or two cache misses a row instead of one a column. The long strings of a row stay where
/// they were.
class PackedRows {
 public:
  /// Adds a column, to be copied from `parts`; returns its number.
  uint32_t AddColumn(const LogicalType& type, const std::vector<const Vector*>& parts);
  /// Takes the memory once all columns are added.
  void Allocate(uint32_t rows);

  uint32_t columns() const { return static_cast<uint32_t>(fields_.size()); }
  /// Returns the bytes of a row.
  size_t stride() const { return stride_; }

  /// Copies a part of a column to the rows `first ..`, or to `places`. Thread-safe for different
  /// rows.
  void Copy(uint32_t column, const Vector& part, uint32_t first, const uint32_t* places);

  /// Returns the columns of the rows `rows[0 .. count)`.
  std::vector<Vector> Gather(const uint32_t* rows, uint32_t count) const;

 private:
  struct Field {
    LogicalType type;
    uint32_t width = 0;
    size_t offset = 0;
    bool nullable = false;
    size_t null_byte = 0;  // in the row
    uint8_t null_bit = 0;
    std::shared_ptr<const void> strings;  // owns what strings point into
  };

  void GatherField(const Field& field, const uint32_t* rows, uint32_t begin, uint32_t end,
                   Vector& out) const;

  std::vector<Field> fields_;
  size_t stride_ = 0;
  BufferPtr data_;
};

}  // namespace lakebolt
