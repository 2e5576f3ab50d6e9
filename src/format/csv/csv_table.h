#pragma once

#include <memory>
#include <string>
#include <vector>

#include "format/csv/options.h"
#include "source/table_source.h"

namespace lakebolt {

/// Opens CSV files as one table; each path is a file or a glob. Throws kIo for missing files,
/// kCorruptData, kTypeMismatch for unlike files: all name the file.
std::shared_ptr<const TableSource> OpenCsv(const std::vector<std::string>& paths,
                                           const CsvOptions& options = {});

namespace csv {
struct CsvFiles;
}

/// Returns the files of a table that logs the lines it leaves out; null for all other tables.
std::shared_ptr<const csv::CsvFiles> RejectingFiles(const TableSource& table);

/// Tells whether a path given as a table name looks like CSV: .csv or .tsv, perhaps with .gz or
/// .zst behind.
bool LooksLikeCsv(const std::string& path);

}  // namespace lakebolt
