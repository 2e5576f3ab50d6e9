#pragma once

#include "catalog/catalog.h"
#include "function/registry.h"
#include "function/window_registry.h"

namespace lakebolt {

/// Registers the table functions that tell of the engine itself: lakebolt_settings(),
/// lakebolt_passes() and lakebolt_functions(). the registries must outlive the catalog.
void RegisterSystemTables(Catalog& catalog, const FunctionRegistry& functions,
                          const WindowRegistry& windows);

}  // namespace lakebolt
