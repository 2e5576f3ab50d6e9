#pragma once

#include <span>
#include <vector>

#include "vector/vector.h"

namespace lakebolt {

/// Returns the bitmap of rows where no argument is NULL, for the rows of `rows`; null when there
/// are no NULLs at all. Shares an argument's bitmap where one alone has NULLs.
BufferPtr CombineValidity(std::span<const Vector> args, RowSet rows);

/// Returns the rows of `rows` whose bit is set.
std::vector<uint32_t> ValidRows(const uint64_t* validity, RowSet rows);

/// Clears the bytes of `mask` (indexed by row) where the bit of the row is not set.
void MaskByValidity(RowSet rows, const uint64_t* validity, uint8_t* mask);

/// Makes NULL of all rows whose bit is not set; flattens a constant.
void ApplyValidity(Vector& vector, const BufferPtr& validity);

}  // namespace lakebolt
