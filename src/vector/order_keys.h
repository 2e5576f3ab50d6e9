#pragma once

#include <cstdint>
#include <vector>

#include "vector/order_key.h"

namespace lakebolt {

/// Is a key column, with one order.
struct OrderKeyColumn {
  const Vector* column;
  KeyOrder order;
};

/// Appends the keys of rows `0 .. rows`, those of a row one after the other, and to `ends` where
/// each row's end in `bytes`.
void AppendOrderKeys(const std::vector<OrderKeyColumn>& keys, uint32_t rows,
                     std::vector<uint8_t>& bytes, std::vector<uint64_t>& ends);

}  // namespace lakebolt
