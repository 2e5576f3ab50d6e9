#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "format/path_columns.h"

namespace lakebolt {

/// Finds the files' own columns that give way to columns of the same name, in any case, which their
/// paths give. Returns positions in `own`, the last one first, so that each can be erased in turn.
std::vector<size_t> HiddenColumns(const std::vector<std::string>& own,
                                  const std::vector<PathColumn>& path_columns);

}  // namespace lakebolt
