#pragma once

#include <memory>

#include "types/logical_type.h"
#include "vector/arrow_abi.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Reads the columns of an Arrow struct schema. Throws kNotSupported naming the column for types
/// that Lakebolt has none for. Does not release `schema`.
Schema ImportSchema(const ArrowSchema& schema);

/// Turns a struct array into a chunk of all its rows. Fixed-width buffers and string bytes are
/// shared: the chunk keeps the array alive and releases it at its end (`array` is moved from).
/// Dictionary arrays become dictionary vectors. Offsets, lengths and codes are checked.
Chunk ImportArray(const ArrowSchema& schema, ArrowArray* array);

}  // namespace lakebolt
