#pragma once

#include "catalog/catalog_state.h"

namespace lakebolt {

/// Makes the database "system": built-in views over the catalog, in the schemas main,
/// information_schema and pg_catalog.
DatabasePtr MakeSystemDatabase();

}  // namespace lakebolt
