#pragma once

#include <memory>
#include <vector>

#include "format/parquet/write/chunk_encoder.h"

namespace lakebolt::parquet_format {

/// Encodes one column of a row group, of which nested ones have several leaves. For one thread at a
/// time.
class ColumnEncoder {
 public:
  /// `leaves` and `plans` are those of the column, and outlive it.
  ColumnEncoder(const StoredLeaf* leaves, const LeafPlan* plans, size_t count);

  /// Adds all rows of a vector. Throws kInvalidArgument for a map's key that is NULL.
  void Append(const Vector& column);
  /// Returns the chunks of the leaves, in their order.
  std::vector<EncodedChunk> Finish();
  /// Returns about the bytes of what was added.
  size_t HeldBytes() const;

 private:
  void AppendFlat(const Vector& column);

  std::vector<std::unique_ptr<ChunkEncoder>> leaves_;
  GrowingArray<uint16_t> definitions_;
  GrowingArray<uint32_t> rows_;
};

}  // namespace lakebolt::parquet_format
