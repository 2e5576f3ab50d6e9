#pragma once

#include <cstdint>
#include <vector>

#include "vector/chunk.h"

namespace lakebolt {

/// Is what a sort leaves behind: rows, and the order in which they come.
class SortedRows {
 public:
  virtual ~SortedRows() = default;

  virtual const Chunk& rows() const = 0;
  virtual const std::vector<uint32_t>& order() const = 0;
};

}  // namespace lakebolt
