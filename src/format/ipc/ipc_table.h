#pragma once

#include <memory>
#include <string>
#include <vector>

#include "format/path_columns.h"
#include "source/table_source.h"

namespace lakebolt {

/// Opens Arrow IPC files (also called Feather version 2) and streams as one table; each path is a
/// file or a glob. Throws kIo for missing files, kCorruptData, kTypeMismatch for unlike files: all
/// name the file.
std::shared_ptr<const TableSource> OpenIpc(const std::vector<std::string>& paths,
                                           const FileSetOptions& options = {});

/// Tells whether a path given as a table name looks like Arrow IPC: .arrow, .arrows, .feather,
/// .ipc.
bool LooksLikeIpc(const std::string& path);

}  // namespace lakebolt
