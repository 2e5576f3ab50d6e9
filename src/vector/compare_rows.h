#pragma once

#include <cstdint>

#include "vector/vector.h"

namespace lakebolt {

/// Orders row `i` of `a` against row `j` of `b` (one type, any encoding): -1, 0 or 1. NULL comes
/// after everything and equals itself, at every depth; NaN comes after all numbers.
int CompareRows(const Vector& a, uint32_t i, const Vector& b, uint32_t j);

}  // namespace lakebolt
