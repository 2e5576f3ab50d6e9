#pragma once

#include <memory>
#include <string>
#include <vector>

#include "format/path_columns.h"
#include "source/table_source.h"

namespace lakebolt {

/// Is what a row's number in its file is called.
inline constexpr const char* kRowNumberColumn = "file_row_number";

/// Holds the choices of who opens Parquet files.
struct ParquetOptions {
  FileSetOptions files;
  std::string row_number_column;  // name of a column with the row's number in its file, or empty
  /// Reads through the asynchronous pool also where the file is fast; for tests.
  bool force_async = false;
  /// Column chunks of more bytes are read page by page, where the file is fast.
  uint64_t whole_chunk_bytes = kWholeChunkBytes;

  /// Below this, one read costs less than the pages that it might spare.
  static constexpr uint64_t kWholeChunkBytes = 512 * 1024;

  bool operator==(const ParquetOptions&) const = default;
};

/// Opens Parquet files as one table. Each path is a file, a glob or a folder (all `*.parquet` and
/// `*.parq` files below it). Files after the first must have the same columns by name, unless
/// these are to be united, of types that convert to one without loss. Columns that the paths give
/// stand behind the files' own, or instead of those of the same name. Throws kIo for missing or
/// unreadable files, kCorruptData for broken ones, kTypeMismatch for unlike schemas: all name the
/// file.
std::shared_ptr<const TableSource> OpenParquet(const std::vector<std::string>& paths,
                                               const ParquetOptions& options = {});

/// Tells whether a path given as a table name looks like Parquet: a known suffix, a glob over one,
/// or a folder.
bool LooksLikeParquet(const std::string& path);

}  // namespace lakebolt
