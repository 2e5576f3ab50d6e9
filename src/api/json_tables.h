#pragma once

#include "catalog/catalog.h"

namespace lakebolt {

/// Registers json_each and json_tree, which give a row for each value within JSON, and
/// pg_timezone_names.
void RegisterJsonTables(Catalog& catalog);
void RegisterTimeZoneTable(Catalog& catalog);

}  // namespace lakebolt
