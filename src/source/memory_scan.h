#pragma once

#include <memory>

#include "source/memory_rows.h"
#include "source/table_source.h"

namespace lakebolt {

/// Scans one version of a table in memory. Column position `row_id_column` gives the row ids.
std::unique_ptr<TableScan> MakeMemoryScan(MemoryRows rows, const ScanRequest& request,
                                          uint32_t row_id_column);

}  // namespace lakebolt
