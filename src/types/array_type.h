#pragma once

#include <cstdint>

#include "types/logical_type.h"

namespace lakebolt {

// A list of a fixed size, such as INTEGER[3]: a list under a name of its own, so that everything
// that knows lists knows it too. Only casts check the size.

/// Makes the type of lists of `size` elements.
LogicalType ArrayType(const LogicalType& element, uint32_t size);

/// Returns the size of such a type, or 0 for any other type.
uint32_t ArraySize(const LogicalType& type);

}  // namespace lakebolt
