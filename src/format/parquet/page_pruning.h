#pragma once

#include <functional>

#include "format/parquet/page_index.h"
#include "format/parquet/row_ranges.h"
#include "format/parquet/scan_condition.h"

namespace lakebolt::parquet_format {

/// Gives the page indexes of a row group by column of the table.
struct PageIndexAccess {
  /// Returns null where there is none.
  std::function<const PageIndex*(uint32_t column)> find;
  /// Compares an index with the pages there are: one of a damaged file might speak of other rows.
  std::function<bool(uint32_t column)> is_right;
};

/// Returns those of `rows` that are in pages whose bounds let `condition` pass; all of them where
/// the indexes say nothing. `bounds` are the row group's, for columns without an index.
RowRanges PruneByPages(const ScanCondition& condition, const RowRange& rows,
                       const BoundsLookup& bounds, const PageIndexAccess& indexes);

}  // namespace lakebolt::parquet_format
