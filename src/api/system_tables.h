#pragma once

#include "catalog/catalog.h"

namespace lakebolt {

/// Registers the table functions that tell of the engine itself: lakebolt_settings() and
/// lakebolt_passes().
void RegisterSystemTables(Catalog& catalog);

}  // namespace lakebolt
