#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/memory_pool.h"
#include "vector/vector.h"

namespace lakebolt {

/// Is what a table source also implements that can read single rows again, by their number: what a
/// top-N leaves of a wide table is few rows, whose other columns need not be read for the rest. A
/// scan gives a row's number (BIGINT) as the column behind the last of the schema.
class RowFetch {
 public:
  virtual ~RowFetch() = default;

  /// Tells whether reading rows does not wait for a slow store.
  virtual bool CanFetchRows() const = 0;

  /// Cuts rows, by ascending number, into runs each of which one worker reads best; returns where
  /// they end.
  virtual std::vector<size_t> CutRows(std::span<const int64_t> rows) const = 0;

  /// Reads columns, by their place in the schema, of the rows of one such run. Thread-safe.
  virtual std::vector<Vector> FetchRows(std::span<const int64_t> rows,
                                        const std::vector<uint32_t>& columns,
                                        MemoryPool* memory) const = 0;
};

}  // namespace lakebolt
