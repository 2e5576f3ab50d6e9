#pragma once

#include <utility>
#include <vector>

#include "types/logical_type.h"
#include "vector/arrow_abi.h"
#include "vector/chunk.h"

namespace lakebolt {

/// Names how texts and blobs leave.
enum class ArrowTexts : uint8_t {
  kOffsets,  // bytes end to end, and where each begins: all consumers know them
  kViews,    // 16 bytes a text, which hold a short one whole: what Polars keeps, so it copies none
};

/// Describes `schema` as an Arrow struct; the caller releases `out`.
void ExportSchema(const Schema& schema, ArrowSchema* out, ArrowTexts texts = ArrowTexts::kOffsets);

/// Exports the live rows of a chunk as an Arrow struct array. Fixed-width values, validity and
/// nested children are shared, not copied; booleans are packed to bits, texts copied once, 64-bit
/// decimals widened to 128. The caller releases `out`.
void ExportChunk(const Schema& schema, Chunk chunk, ArrowArray* out,
                 ArrowTexts texts = ArrowTexts::kOffsets);

/// Exports the live rows of several chunks, end to end, as one array. Text is copied once, straight
/// from the chunks. The caller releases `out`.
void ExportChunks(const Schema& schema, std::vector<Chunk> chunks, ArrowArray* out,
                  ArrowTexts texts = ArrowTexts::kOffsets);

/// Owns an exported array until somebody takes it.
class ArrowBatch {
 public:
  /// Exports chunks; see ExportChunks.
  ArrowBatch(const Schema& schema, std::vector<Chunk> chunks, ArrowTexts texts) {
    ExportChunks(schema, std::move(chunks), &array_, texts);
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
