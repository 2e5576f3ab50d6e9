#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "format/parquet/bounds.h"
#include "format/parquet/file_metadata.h"
#include "format/parquet/parquet_table.h"
#include "types/logical_type.h"
#include "types/value.h"

namespace lakebolt::parquet_format {

/// Says where a column of the table comes from in one file.
struct ColumnOrigin {
  enum class Kind : uint8_t {
    kStored,
    kConstant,   // `value` in all rows
    kRowNumber,  // within the file
  };

  Kind kind = Kind::kStored;
  size_t column = 0;        // of the file; of kStored
  bool needs_cast = false;  // its type is not yet the table's
  Value value = Value();

  bool IsStored() const { return kind == Kind::kStored; }
};

/// Holds one file of a table: how its columns become the table's.
struct TableFile {
  FileMetadataPtr metadata;
  int64_t first_row = 0;              // within the table
  std::vector<ColumnOrigin> columns;  // one for each of the table

  /// Returns the file's own column that a table column is read from; null where there is none.
  const SchemaNode* NodeOf(uint32_t column) const {
    const ColumnOrigin& origin = columns[column];
    return origin.IsStored() ? &metadata->columns[origin.column] : nullptr;
  }
};

/// Holds the files of a table and their common schema; immutable, shared by table and scans.
struct TableFiles {
  Schema schema;
  uint32_t virtual_columns = 0;  // see TableSource::VirtualColumns
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

/// Matches the columns of all files by name and adds those that are made. Throws kTypeMismatch
/// naming file and column.
void UnifySchemas(TableFiles& table, const std::vector<FileMetadataPtr>& files,
                  const ParquetOptions& options);

}  // namespace lakebolt::parquet_format
