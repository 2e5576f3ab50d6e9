#pragma once

#include "catalog/catalog.h"

namespace lakebolt {

/// Registers read_parquet and its other name, Parquet paths in FROM, and the functions that tell
/// what the footers of Parquet files say.
void RegisterParquetTables(Catalog& catalog);

}  // namespace lakebolt
