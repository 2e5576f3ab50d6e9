#include "format/parquet/page_pruning.h"

#include <algorithm>
#include <vector>

namespace lakebolt::parquet_format {

namespace {

/// Returns where pages begin within `rows`, its ends among them.
std::vector<int64_t> CutAtPages(const std::vector<const PageIndex*>& indexes,
                                const RowRange& rows) {
  std::vector<int64_t> cuts = {rows.begin, rows.end};
  for (const PageIndex* index : indexes) {
    if (index == nullptr) continue;
    const auto begin =
        std::upper_bound(index->first_rows.begin(), index->first_rows.end(), rows.begin);
    const auto end = std::lower_bound(begin, index->first_rows.end(), rows.end);
    cuts.insert(cuts.end(), begin, end);
  }
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

}  // namespace

RowRanges PruneByPages(const ScanCondition& condition, const RowRange& rows,
                       const BoundsLookup& bounds, const PageIndexAccess& indexes) {
  const RowRanges all(rows.begin, rows.end);
  std::vector<const PageIndex*> found;
  for (const uint32_t column : condition.columns) found.push_back(indexes.find(column));
  if (std::all_of(found.begin(), found.end(), [](const auto* index) { return index == nullptr; })) {
    return all;
  }
  RowRanges kept;
  int64_t at = 0;
  const BoundsLookup at_row = [&](uint32_t column) -> const ColumnBounds* {
    const auto place = std::lower_bound(condition.columns.begin(), condition.columns.end(), column);
    const PageIndex* index = found[static_cast<size_t>(place - condition.columns.begin())];
    return index == nullptr ? bounds(column) : &index->BoundsAt(at);
  };
  const std::vector<int64_t> cuts = CutAtPages(found, rows);
  for (size_t i = 0; i + 1 < cuts.size(); ++i) {
    at = cuts[i];
    if (CanPass(condition, at_row)) kept.Append(cuts[i], cuts[i + 1]);
  }
  if (kept.Count() == all.Count()) return all;
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i] != nullptr && !indexes.is_right(condition.columns[i])) return all;
  }
  return kept;
}

}  // namespace lakebolt::parquet_format
