#pragma once

#include <span>

#include "vector/vector.h"

namespace lakebolt {

/// Tells whether Choose can make rows of a type out of these vectors: values of fixed width or
/// text, all flat or constant.
bool CanChoose(const LogicalType& type, std::span<const Vector> vectors);

/// Makes the vector whose row is that of vectors[choice[row]], for the rows of `rows`. All rows are
/// copied alike, without branches, which beats writing the rows of one vector after those of
/// another. `may_give_nulls` is false where no NULL is chosen though some vector has one.
Vector Choose(const LogicalType& type, std::span<const Vector> vectors, const uint8_t* choice,
              RowSet rows, bool may_give_nulls = true);

}  // namespace lakebolt
