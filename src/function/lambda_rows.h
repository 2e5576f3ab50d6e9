#pragma once

#include <cstdint>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Lists the rows of a row set, as lambdas want them.
inline std::vector<uint32_t> ListRows(RowSet rows) {
  std::vector<uint32_t> list;
  list.reserve(rows.count);
  rows.ForEach([&](uint32_t row) { list.push_back(row); });
  return list;
}

/// Puts the i-th of `values` into row `list[i]` of a vector of `size` rows; others are unspecified.
inline Vector SpreadRows(const Vector& values, const std::vector<uint32_t>& list, uint32_t size) {
  if (list.empty()) return {values.type(), size};
  std::vector<uint32_t> places(size, 0);
  for (uint32_t i = 0; i < list.size(); ++i) places[list[i]] = i;
  return values.Gather(places.data(), size);
}

}  // namespace lakebolt
