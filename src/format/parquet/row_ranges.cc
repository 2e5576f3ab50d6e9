#include "format/parquet/row_ranges.h"

#include <algorithm>

namespace lakebolt::parquet_format {

void RowRanges::Append(int64_t begin, int64_t end) {
  if (begin >= end) return;
  if (!ranges_.empty() && ranges_.back().end == begin) {
    ranges_.back().end = end;
  } else {
    ranges_.push_back({begin, end});
  }
}

void RowRanges::Intersect(const RowRanges& other) {
  RowRanges both;
  for (size_t a = 0, b = 0; a < ranges_.size() && b < other.ranges_.size();) {
    const RowRange& mine = ranges_[a];
    const RowRange& theirs = other.ranges_[b];
    both.Append(std::max(mine.begin, theirs.begin), std::min(mine.end, theirs.end));
    (mine.end < theirs.end ? a : b)++;
  }
  ranges_ = std::move(both.ranges_);
}

void RowRanges::CloseGaps(int64_t rows) {
  RowRanges closed;
  for (const RowRange& range : ranges_) {
    if (!closed.empty() && range.begin - closed.ranges_.back().end < rows) {
      closed.ranges_.back().end = range.end;
    } else {
      closed.Append(range.begin, range.end);
    }
  }
  ranges_ = std::move(closed.ranges_);
}

bool RowRanges::Overlaps(int64_t begin, int64_t end) const {
  const auto first = std::partition_point(
      ranges_.begin(), ranges_.end(), [&](const RowRange& range) { return range.end <= begin; });
  return first != ranges_.end() && first->begin < end;
}

int64_t RowRanges::Count() const {
  int64_t rows = 0;
  for (const RowRange& range : ranges_) rows += range.end - range.begin;
  return rows;
}

}  // namespace lakebolt::parquet_format
