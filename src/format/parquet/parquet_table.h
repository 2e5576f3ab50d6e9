#pragma once

#include <memory>
#include <string>
#include <vector>

#include "source/table_source.h"

namespace lakebolt {

/// Holds the choices of who opens Parquet files.
struct ParquetOptions {
  /// Reads through the asynchronous pool also where the file is fast; for tests.
  bool force_async = false;
};

/// Opens Parquet files as one table. Each path is a file, a glob or a folder (all `*.parquet` and
/// `*.parq` files below it). Files after the first must have the same columns by name, of types
/// that convert to one without loss. Throws kIo for missing or unreadable files, kCorruptData for
/// broken ones, kTypeMismatch for unlike schemas: all name the file.
std::shared_ptr<const TableSource> OpenParquet(const std::vector<std::string>& paths,
                                               const ParquetOptions& options = {});

/// Tells whether a path given as a table name looks like Parquet: a known suffix, a glob over one,
/// or a folder.
bool LooksLikeParquet(const std::string& path);

}  // namespace lakebolt
