#pragma once

#include <memory>
#include <string>
#include <vector>

#include "source/table_source.h"

namespace lakebolt {

/// Opens files as a table of one row each: filename, content, size in bytes, last_modified. Content
/// is VARCHAR where `as_text` (kCorruptData where it is not UTF-8), else BLOB, and is read only
/// when asked for. Throws kIo for missing files.
std::shared_ptr<const TableSource> OpenWholeFiles(const std::vector<std::string>& paths,
                                                  bool as_text);

}  // namespace lakebolt
