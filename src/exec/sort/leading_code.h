#pragma once

#include "vector/order_key.h"

namespace lakebolt {

/// Writes a code for the i-th row of `rows` to codes[i]: of two rows, the one with the lesser code
/// comes first; with equal codes either may. NULLs have the least or the greatest code, which
/// values may have, too. Codes between are exact for types of up to 64 bits.
void LeadingCodes(const Vector& keys, RowSet rows, KeyOrder order, uint64_t* codes);

/// Tells whether values of a type with equal codes, neither the least nor the greatest, are equal.
bool HasExactLeadingCodes(const LogicalType& type);

}  // namespace lakebolt
