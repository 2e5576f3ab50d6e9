#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "format/parquet/column_reader.h"

namespace lakebolt::parquet_format {

/// Holds the run of rows a worker filters at once, and the columns read for it so far. Columns
/// are read when first asked for.
class ScanWindow {
 public:
  /// `readers` is indexed by column of the table; those never asked for may be null.
  void StartRowGroup(std::vector<std::unique_ptr<ColumnReader>> readers);
  void StartWindow(int64_t row, uint32_t count);

  int64_t row() const { return row_; }
  uint32_t count() const { return count_; }

  bool HasColumn(uint32_t column) const { return is_read_[column] != 0; }
  /// Returns a column of the whole window.
  const Vector& Column(uint32_t column);

  /// Reads a column, of which nothing was read, at some rows of the window only, ascending.
  void ReadSome(uint32_t column, const uint32_t* rows, uint32_t count);
  bool HasSome(uint32_t column) const { return !parts_[column].rows.empty(); }
  /// Returns rows of a column, ascending. Where ReadSome was called they must be among its rows.
  Vector Rows(uint32_t column, const uint32_t* rows, uint32_t count);
  ColumnReader& reader(uint32_t column) { return *readers_[column]; }

 private:
  std::vector<std::unique_ptr<ColumnReader>> readers_;
  std::vector<Vector> columns_;
  std::vector<uint8_t> is_read_;
  /// Is a column of some rows of the window.
  struct Part {
    std::vector<uint32_t> rows;  // none: not read
    Vector values;
  };
  std::vector<Part> parts_;  // by column
  int64_t row_ = 0;
  uint32_t count_ = 0;
};

}  // namespace lakebolt::parquet_format
