#pragma once

#include <cstdint>

#include "vector/vector.h"

namespace lakebolt {

/// Says when a comparison with NULL on one side or both counts as a match.
enum class NullMatch : uint8_t {
  kNever,     // SQL's =
  kBothNull,  // IS NOT DISTINCT FROM
  kAlways,    // "not FALSE": = is TRUE or NULL
};

/// Clears `mask[i]` where row `a_rows[i]` of `a` does not match row `b_rows[i]` of `b`, for i below
/// `count`. Types are equal, encodings any. NaN matches NaN, 0.0 matches -0.0; inside lists and
/// structs NULL matches NULL.
void MatchRows(const Vector& a, const uint32_t* a_rows, const Vector& b, const uint32_t* b_rows,
               uint32_t count, NullMatch nulls, uint8_t* mask);

}  // namespace lakebolt
