#pragma once

#include "catalog/catalog.h"

namespace lakebolt {

/// Registers pg_timezone_names, which lists the time zones.
void RegisterTimeZoneTable(Catalog& catalog);

}  // namespace lakebolt
