#pragma once

#include <cstdint>

namespace lakebolt {

/// Multiplies `count` pairs of numbers without branches, in the widest words that the processor
/// has; with `b_step` 0 the second factor is b[0] for all. Returns true where the numbers' bits
/// prove that no product reaches 2^`most_bits` (up to 63) in size; else the products, which may
/// have overflowed, are worthless, and the caller checks each.
bool MultiplyBlock(const int64_t* a, const int64_t* b, uint32_t b_step, uint32_t count,
                   int most_bits, int64_t* out);

}  // namespace lakebolt
