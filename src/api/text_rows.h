#pragma once

#include <string>
#include <vector>

#include "types/logical_type.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Holds a small table of text columns: SHOW, EXPLAIN, the engine's tables about itself.
struct TextRows {
  Schema schema;
  std::vector<Chunk> chunks;  // none without rows
};

/// Makes such a table; each row has a value for each column.
TextRows MakeTextRows(const std::vector<std::string>& columns,
                      const std::vector<std::vector<std::string>>& rows);

}  // namespace lakebolt
