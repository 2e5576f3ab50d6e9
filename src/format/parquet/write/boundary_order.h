#pragma once

#include <string_view>
#include <vector>

#include "format/parquet/write/encoded_chunk.h"

namespace lakebolt::parquet_format {

/// Finds out in which order the bounds of pages are; pages of NULLs alone do not count.
inline BoundaryOrder BoundaryOrderOf(const std::vector<EncodedPage>& pages,
                                     bool (*before)(std::string_view, std::string_view)) {
  bool ascending = true;
  bool descending = true;
  const MinMax* last = nullptr;
  for (const EncodedPage& page : pages) {
    if (!page.bounds) continue;
    if (last != nullptr) {
      const MinMax& here = *page.bounds;
      const bool falls =
          before(here.min.bytes, last->min.bytes) || before(here.max.bytes, last->max.bytes);
      const bool rises =
          before(last->min.bytes, here.min.bytes) || before(last->max.bytes, here.max.bytes);
      ascending &= !falls;
      descending &= !rises;
    }
    last = &*page.bounds;
  }
  if (ascending) return BoundaryOrder::kAscending;
  return descending ? BoundaryOrder::kDescending : BoundaryOrder::kNone;
}

}  // namespace lakebolt::parquet_format
