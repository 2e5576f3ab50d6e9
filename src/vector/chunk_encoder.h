#pragma once

#include <vector>

#include "vector/column_encoder.h"

namespace lakebolt {

/// Collects rows of vectors of any encoding for an encoded chunk: each is copied once, to where it
/// belongs in it.
class ChunkEncoder {
 public:
  explicit ChunkEncoder(const std::vector<LogicalType>& types);

  /// Makes room for `extra` more rows, but for their texts.
  void Reserve(uint32_t extra);

  /// Names some rows and who takes them.
  struct Share {
    ChunkEncoder* encoder;
    RowSet rows;
  };
  /// Has encoders of the same types append their rows of `columns`.
  static void Append(const std::vector<Vector>& columns, const std::vector<Share>& shares);

  uint32_t rows() const { return rows_; }
  /// Returns the bytes of memory that are held, and about those that the rows take once decoded.
  size_t MemoryBytes() const;
  size_t DecodedBytes() const;

  /// Returns what DecodeChunk reads.
  EncodedChunk Finish() const;

 private:
  std::vector<ColumnEncoder> columns_;
  uint32_t rows_ = 0;
};

}  // namespace lakebolt
