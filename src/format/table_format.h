#pragma once

#include <string>
#include <string_view>

#include "io/file_system.h"

namespace lakebolt {

/// Names the table format whose log or metadata lie in a folder: "Delta Lake", "Apache Iceberg" or
/// "Apache Hudi"; empty for a folder of files. Of a table, files that it no longer has lie there
/// too.
std::string_view TableFormatOf(const FileSystem& files, const std::string& folder);

}  // namespace lakebolt
