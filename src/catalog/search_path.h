#pragma once

#include <string>
#include <vector>

#include "catalog/names.h"

namespace lakebolt {

/// Names a schema of a database, folded.
struct SchemaName {
  std::string database = kMainDatabase;
  std::string schema = kMainSchema;

  auto operator<=>(const SchemaName&) const = default;
};

/// Lists where names without a schema are looked for; new objects go to the first. Never empty.
using SearchPath = std::vector<SchemaName>;

}  // namespace lakebolt
