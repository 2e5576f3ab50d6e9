#pragma once

#include <utility>
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

/// Exports the live rows of several chunks, end to end, as one array. Text is copied once, straight
/// from the chunks. The caller releases `out`.
void ExportChunks(const Schema& schema, std::vector<Chunk> chunks, ArrowArray* out);

/// Owns an exported array until somebody takes it.
class ArrowBatch {
 public:
  /// Exports chunks; see ExportChunks.
  ArrowBatch(const Schema& schema, std::vector<Chunk> chunks) {
    ExportChunks(schema, std::move(chunks), &array_);
  }
  ArrowBatch(ArrowBatch&& other) noexcept { other.MoveTo(&array_); }
  ArrowBatch& operator=(ArrowBatch&& other) noexcept {
    std::swap(array_, other.array_);
    return *this;
  }
  ~ArrowBatch() {
    if (array_.release != nullptr) array_.release(&array_);
  }

  /// Hands the array over, to be released by the caller.
  void MoveTo(ArrowArray* out) { *out = std::exchange(array_, ArrowArray{}); }

 private:
  ArrowArray array_{};
};

}  // namespace lakebolt
