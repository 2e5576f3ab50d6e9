#pragma once

#include <optional>

#include "function/scalar_function.h"

namespace lakebolt {

/// Makes the kernel with which arrow_cast reads whole numbers as a date, time, timestamp or
/// duration: they count days, or units of `unit`, as they do inside Arrow's arrays. Takes a vector
/// of BIGINT. Returns nothing for other types.
std::optional<ScalarKernel> ArrowNumberKernel(const LogicalType& to, TimeUnit unit);

}  // namespace lakebolt
