#pragma once

#include <memory>

#include "format/parquet/write/encoded_chunk.h"
#include "format/parquet/write/leaf_plan.h"
#include "vector/vector.h"

namespace lakebolt::parquet_format {

/// Is entries of a leaf: rows, or what stands in lists, NULLs among them.
struct LeafEntries {
  const Vector* values = nullptr;  // of which some are there
  const uint32_t* rows = nullptr;  // these, in order; null: the first `value_count`
  uint32_t value_count = 0;
  uint32_t count = 0;
  const uint16_t* definitions = nullptr;  // levels, `count` of them; null: all values are there
  const uint16_t* repetitions = nullptr;  // null: each entry is a row
};

/// Encodes one leaf of a row group, entry by entry. For one thread at a time.
class ChunkEncoder {
 public:
  virtual ~ChunkEncoder() = default;

  virtual void Append(const LeafEntries& entries) = 0;
  /// Returns the chunk; nothing may be added after.
  virtual EncodedChunk Finish() = 0;
  /// Returns about the bytes of what was added.
  virtual size_t HeldBytes() const = 0;
};

/// Makes the encoder of a leaf's chunk. `leaf` and `plan` outlive it.
std::unique_ptr<ChunkEncoder> MakeChunkEncoder(const StoredLeaf& leaf, const LeafPlan& plan);

}  // namespace lakebolt::parquet_format
