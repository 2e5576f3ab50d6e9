#pragma once

#include <cstdint>

#include "format/parquet/file_metadata.h"

namespace lakebolt::parquet_format {

/// Converts `count` decoded values (see DecodedWidth) to the leaf's type in memory. `in` and `out`
/// do not overlap; `in` is readable for 16 bytes past its end. Strings of kBytes point into `in`.
/// Not for Conversion::kNone. Throws CorruptBytes for values out of range.
void ConvertValues(const Leaf& leaf, const uint8_t* in, uint32_t count, uint8_t* out);

}  // namespace lakebolt::parquet_format
