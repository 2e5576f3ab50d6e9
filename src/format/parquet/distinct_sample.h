#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "format/parquet/table_files.h"

namespace lakebolt::parquet_format {

/// Names a row group of a table, and says what headers tell of a column there.
struct GroupValues {
  size_t file;
  size_t row_group;
  double rows = 0;  // that are not NULL
  /// Entries of the dictionary; 0 where there is none.
  double dictionary_size = 0;
  /// Rows that the dictionary serves, which are fewer than all where its writer gave it up.
  double dictionary_rows = 0;
};

/// Estimates the distinct values of a flat stored column of `values` values that are not NULL from
/// those that some row groups, spread over the table, share: from their dictionaries, or else their
/// first rows. Where there are few row groups, runs of rows take their place.
/// Returns nothing where they cannot be read.
std::optional<double> SampleDistinct(const TableFiles& table, uint32_t column,
                                     const std::vector<GroupValues>& groups, double values);

/// Counts the row groups that SampleDistinct wants at least to compare them.
constexpr size_t kComparedGroups = 4;

}  // namespace lakebolt::parquet_format
