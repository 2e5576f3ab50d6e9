#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "format/parquet/bounds.h"
#include "format/parquet/file_metadata.h"

namespace lakebolt::parquet_format {

/// Holds what a file's page index says of the pages of one flat column in one row group.
struct PageIndex {
  /// The first row of each page within the row group, and behind the last the number of rows.
  std::vector<int64_t> first_rows;
  std::vector<ColumnBounds> bounds;  // by page, in the column's type

  /// Returns the bounds of the page that row `row` is in.
  const ColumnBounds& BoundsAt(int64_t row) const;
};

/// Reads the page index of a chunk of a flat column. Returns null where the file has none that can
/// be of use: none at all, of a single page, without bounds, or one that contradicts itself.
std::shared_ptr<const PageIndex> ReadPageIndex(const RandomAccessFile& file, const Leaf& leaf,
                                               const ChunkMetadata& chunk, int64_t row_count);

}  // namespace lakebolt::parquet_format
