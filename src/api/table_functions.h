#pragma once

#include "catalog/catalog.h"

namespace lakebolt {

/// Registers the table functions and path openers that ship in the box: read_parquet, range,
/// generate_series, and Parquet paths in FROM.
void RegisterBuiltinTables(Catalog& catalog);

}  // namespace lakebolt
