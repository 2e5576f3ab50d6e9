#pragma once

#include "catalog/catalog.h"
#include "function/registry.h"

namespace lakebolt {

/// Registers the table functions that tell of the engine itself: lakebolt_settings(),
/// lakebolt_passes() and lakebolt_functions(). `functions` must outlive the catalog.
void RegisterSystemTables(Catalog& catalog, const FunctionRegistry& functions);

}  // namespace lakebolt
