#pragma once

#include <string>
#include <vector>

#include "format/json/options.h"
#include "format/json/type_guess.h"

namespace lakebolt::json_format {

/// Is one file of a table.
struct TableFile {
  std::string path;
  JsonFormat format = JsonFormat::kLines;
  uint64_t bytes = 0;
};

/// Holds the files of a table; immutable, shared by the table and its scans.
struct JsonFiles {
  JsonOptions options;
  bool records = true;                      // objects are rows
  std::vector<std::string> members;         // whose values the columns hold, where objects are rows
  std::vector<std::string> hidden_members;  // that give way to columns of the paths
  std::vector<ColumnType> columns;          // of the table, but for those that paths give
  std::vector<PathColumn> path_columns;
  Schema schema;  // with these at the end
  std::vector<TableFile> files;
  double bytes_per_row = 1;  // estimated
};

/// Opens files and finds out from their first values what the options leave open. Throws kIo,
/// kCorruptData.
JsonFiles OpenFiles(const std::vector<std::string>& paths, const JsonOptions& options);

}  // namespace lakebolt::json_format
