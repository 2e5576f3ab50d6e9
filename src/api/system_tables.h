#pragma once

#include "catalog/catalog.h"
#include "function/user_functions.h"
#include "function/window_registry.h"

namespace lakebolt {

/// Registers the table functions that tell of the engine itself: lakebolt_settings(),
/// lakebolt_passes() and lakebolt_functions(). Both registries must outlive the catalog.
void RegisterSystemTables(Catalog& catalog, UserFunctions& functions,
                          const WindowRegistry& windows);

}  // namespace lakebolt
