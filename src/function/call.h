#pragma once

#include <span>

#include "function/scalar_function.h"

namespace lakebolt {

/// Calls a function for the rows of `rows`, seeing to NULL arguments where it does not itself:
/// a kernel of a NULL-propagating function may compute anything, or fail, on rows with NULLs.
/// Constant arguments give a constant, unless the function is volatile.
Vector CallScalar(const BoundScalar& function, std::span<const Vector> args, RowSet rows);

}  // namespace lakebolt
