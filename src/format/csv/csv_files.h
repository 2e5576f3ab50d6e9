#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "format/csv/layout.h"
#include "format/csv/options.h"
#include "format/csv/reject_log.h"

namespace lakebolt::csv {

/// Is one file of a table.
struct TableFile {
  std::string path;
  Layout layout;
  uint64_t bytes = 0;
  /// For each column of the table, the column of the file; nothing where it has none.
  std::vector<std::optional<uint32_t>> columns;
};

/// Holds the files of a table; immutable, shared by the table and its scans.
struct CsvFiles {
  CsvOptions options;
  std::vector<Column> columns;  // of the table, but for those that paths give
  std::vector<PathColumn> path_columns;
  Schema schema;  // with these at the end
  std::vector<TableFile> files;
  std::shared_ptr<RejectLog> rejects;  // null where nobody wants them
};

/// Opens files and matches their columns: by name where they have headers, else by place. Throws
/// kTypeMismatch for files that are unlike, unless their columns are to be united by name.
CsvFiles OpenFiles(const std::vector<std::string>& paths, const CsvOptions& options);

}  // namespace lakebolt::csv
