#pragma once

#include <memory>
#include <string>
#include <vector>

#include "format/json/options.h"
#include "source/table_source.h"

namespace lakebolt {

/// Opens JSON files as one table; each path is a file or a glob. Throws kIo for missing files,
/// kCorruptData: both name the file.
std::shared_ptr<const TableSource> OpenJson(const std::vector<std::string>& paths,
                                            const JsonOptions& options = {});

/// Tells whether a path given as a table name looks like JSON: .json, .jsonl or .ndjson, perhaps
/// with .gz or .zst behind.
bool LooksLikeJson(const std::string& path);

}  // namespace lakebolt
