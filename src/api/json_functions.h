#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "format/json/options.h"
#include "types/value.h"

namespace lakebolt {

/// Registers read_json, read_ndjson, read_json_objects and the opener of .json paths.
void RegisterJsonTables(Catalog& catalog);

/// Sets an option of read_json by name; false when it has none of that name. Throws
/// kInvalidArgument for a value that the option cannot have.
bool ApplyJsonOption(const std::string& name, const Value& value, JsonOptions& options);

/// Returns the names of all options that ApplyJsonOption knows.
std::vector<std::string> JsonOptionNames();

}  // namespace lakebolt
