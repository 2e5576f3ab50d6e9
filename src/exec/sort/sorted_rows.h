#pragma once

#include <cstdint>
#include <vector>

#include "vector/chunk.h"

namespace lakebolt {

class ExternalSort;

/// Is what a sort leaves behind: rows, and the order in which they come.
class SortedRows {
 public:
  virtual ~SortedRows() = default;

  /// Returns where the rows are if they did not fit memory, else null.
  virtual const ExternalSort* external() const { return nullptr; }
  virtual const Chunk& rows() const = 0;
  virtual const std::vector<uint32_t>& order() const = 0;
};

}  // namespace lakebolt
