#pragma once

#include <cstdint>
#include <memory>

#include "vector/vector.h"

namespace lakebolt::parquet_format {

/// Reads the rows of one column of one row group, forward only; for one thread. Rows passed over
/// cost little: pages without a row that is asked for are not decompressed.
class ColumnReader {
 public:
  virtual ~ColumnReader() = default;

  /// Reads rows `row .. row + count` of the row group (count > 0). Dictionary-encoded rows come as
  /// dictionary vectors that share one dictionary.
  virtual Vector Read(int64_t row, uint32_t count) = 0;

  /// Reads the rows `row + selected[i]`, `selected` ascending (count > 0).
  virtual Vector ReadSelected(int64_t row, const uint32_t* selected, uint32_t count) = 0;

  /// Returns the dictionary that all rows of the row group come from, before any is read; null
  /// where there is none, or rows do not come as its codes.
  virtual std::shared_ptr<const Vector> WholeDictionary() { return nullptr; }

  /// Tells, after WholeDictionary, whether each row's value is fetched from a dictionary: rows that
  /// are not asked for save a fetch.
  virtual bool FetchesValues() const { return false; }

  /// Tells whether all rows of the row group come from the dictionary of the vectors read.
  virtual bool HasOneDictionary() const { return false; }
};

}  // namespace lakebolt::parquet_format
