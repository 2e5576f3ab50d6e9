#pragma once

#include <cstdint>

#include "vector/arrow_abi.h"

namespace lakebolt {

/// Reads the number, not negative and of 31 bits at most, that stands at byte `at` of a format
/// string such as "w:16". Throws kNotSupported, naming the column, where there is none.
int64_t ArrowFormatNumber(const ArrowSchema& schema, size_t at);

}  // namespace lakebolt
