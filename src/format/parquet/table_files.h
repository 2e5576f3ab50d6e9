#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "format/parquet/bounds.h"
#include "format/parquet/file_metadata.h"
#include "types/logical_type.h"

namespace lakebolt::parquet_format {

/// Holds one file of a table: how its columns become the table's.
struct TableFile {
  FileMetadataPtr metadata;
  /// For each column of the table, the column of the file.
  std::vector<size_t> columns;
  /// For each column of the table, whether its type is not yet the table's.
  std::vector<uint8_t> needs_cast;
};

/// Holds the files of a table and their common schema; immutable, shared by table and scans.
struct TableFiles {
  Schema schema;
  std::vector<TableFile> files;
  int64_t row_count = 0;
  bool force_async = false;
  uint64_t whole_chunk_bytes = ~uint64_t{0};

  /// Returns the bounds of a table column in one row group, in the table's type; nothing for
  /// nested columns.
  std::optional<ColumnBounds> Bounds(size_t file, size_t row_group, uint32_t column) const;

  /// Returns where the Bloom filter of a table column in one row group lies; 0 where there is none,
  /// or one of values of another type than the table's.
  uint64_t BloomOffset(size_t file, size_t row_group, uint32_t column) const;
  /// Returns the leaf of a flat table column in a file.
  const Leaf& LeafOf(size_t file, uint32_t column) const;
};

/// Matches the columns of all files by name. Throws kTypeMismatch naming file and column.
void UnifySchemas(TableFiles& table, const std::vector<FileMetadataPtr>& files);

}  // namespace lakebolt::parquet_format
