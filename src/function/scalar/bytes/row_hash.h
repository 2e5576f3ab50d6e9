#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Hashes the values of a column as DuckDB's function hash does; not what joins and groups use.
/// Lists and structs are hashed by their parts.
class RowHasher {
 public:
  explicit RowHasher(const Vector& column);

  /// Returns the hash of a row, joined to that of what comes before it.
  uint64_t Add(std::optional<uint64_t> before, uint32_t row) const;

 private:
  uint64_t AddList(std::optional<uint64_t> before, uint32_t row) const;
  uint64_t AddNull(std::optional<uint64_t> before) const;
  uint64_t HashValue(uint32_t row) const;

  Vector column_;
  std::vector<RowHasher> children_;
};

}  // namespace lakebolt
