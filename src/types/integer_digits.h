#pragma once

#include "types/logical_type.h"

namespace lakebolt {

/// Returns the most decimal digits that values of an integer type have, or 1 for BOOLEAN.
int DigitsOfInteger(TypeId id);

/// Returns the decimal that an integer type is taken as beside decimals. Integers of 128 bits may
/// have one digit more than that.
LogicalType DecimalOfInteger(TypeId id);

}  // namespace lakebolt
