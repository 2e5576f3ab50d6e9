#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lakebolt {

/// Names columns that an option is for: all, none, or some by name.
struct ColumnChoice {
  bool all = false;
  std::vector<std::string> names;
};

/// Gives a column, and the parts of a nested one by name, ids that outlive renaming.
struct FieldId {
  std::optional<int32_t> id;
  std::map<std::string, FieldId> children;
};

/// Is a column by which the rows of a file are known to be sorted.
struct OrderedColumn {
  std::string name;
  bool descending = false;
  bool nulls_first = false;
};

/// Says how Parquet is written.
struct ParquetWriteOptions {
  std::string codec = "zstd";    // none, snappy, gzip, zstd, lz4, brotli
  std::optional<int64_t> level;  // of compression; unset: one that is worth its time
  /// Readers split work by row group, so not too many; each carries statistics and dictionaries,
  /// so not too few.
  int64_t row_group_rows = 1 << 19;
  int64_t row_group_bytes = 0;  // before encoding; 0: any number
  int64_t page_bytes = 1 << 20;
  bool second_page_version = false;
  bool page_index = true;

  ColumnChoice dictionary = {true, {}};
  /// Larger dictionaries of a column give way to plain values: they cost more than they spare.
  int64_t dictionary_bytes = 256 << 10;
  int64_t dictionary_values = INT64_MAX;  // likewise
  /// Encodings by column, for those that have no dictionary.
  std::map<std::string, std::string> encodings;

  ColumnChoice bloom_filters;
  double bloom_false_positives = 0.01;

  std::map<std::string, FieldId> field_ids;
  bool numbers_fields = false;  // all fields, in order
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<OrderedColumn> sorted_by;
  uint32_t threads = 1;  // that encode columns side by side
};

}  // namespace lakebolt
