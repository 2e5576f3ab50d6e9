#pragma once

#include <vector>

#include "types/logical_type.h"
#include "vector/arrow_abi.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Describes `schema` as an Arrow struct; the caller releases `out`.
void ExportSchema(const Schema& schema, ArrowSchema* out);

/// Exports the live rows of a chunk as an Arrow struct array. Fixed-width values, validity and
/// nested children are shared, not copied; booleans are packed to bits, strings written as offsets
/// and bytes, 64-bit decimals widened to 128. The caller releases `out`.
void ExportChunk(const Schema& schema, Chunk chunk, ArrowArray* out);

}  // namespace lakebolt
