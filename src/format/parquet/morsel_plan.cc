#include <algorithm>
#include <map>

#include "format/parquet/corrupt.h"
#include "format/parquet/page_header.h"
#include "format/parquet/parquet_scan.h"

namespace lakebolt::parquet_format {

namespace {

// Enough for workers to even out morsels of unlike cost.
constexpr size_t kMorselsPerThread = 4;
// Smaller ranges cost more in pages decompressed twice than they gain.
constexpr int64_t kLeastRows = 16384;
// Writers cut pages at powers of two; ranges that do so too share fewer pages.
constexpr int64_t kMostRows = 131072;

/// Judges filters by a row group's bounds, converting each column's once.
class GroupJudge {
 public:
  GroupJudge(const TableFiles& table, size_t file, size_t row_group)
      : table_(table), file_(file), row_group_(row_group) {}

  bool CanPass(const std::vector<ExprPtr>& filters) {
    const BoundsLookup lookup = [this](uint32_t column) -> const ColumnBounds* {
      auto [at, is_new] = bounds_.try_emplace(column);
      if (is_new) at->second = table_.Bounds(file_, row_group_, column);
      return at->second ? &*at->second : nullptr;
    };
    return std::all_of(filters.begin(), filters.end(), [&](const ExprPtr& filter) {
      return Judge(*filter, lookup) != Verdict::kNever;
    });
  }

 private:
  const TableFiles& table_;
  size_t file_;
  size_t row_group_;
  std::map<uint32_t, std::optional<ColumnBounds>> bounds_;
};

/// Returns the rows of a chunk's first page of values; 0 when that is of codes, or not to be had. A
/// range within a page must decode it from its begin, which codes make cheap.
int64_t ValuePageRows(const RandomAccessFile& file, const ChunkMetadata& chunk) {
  const uint64_t end = chunk.offset + chunk.size;
  if (chunk.data_offset >= end) return 0;
  PageHeader header;
  try {
    ReadPageHeader(file, chunk.data_offset, end, header);
  } catch (const std::runtime_error&) {
    return 0;  // the scan will tell
  }
  const bool is_data = header.type == PageType::kData || header.type == PageType::kDataV2;
  return is_data && !IsDictionary(header.encoding) ? header.value_count : 0;
}

/// Returns the rows of the largest page of values among the columns used of a row group.
int64_t LargestPageRows(const TableFiles& table, const Morsel& group, const ScanRequest& request) {
  std::vector<uint32_t> used = request.columns;
  for (const ExprPtr& filter : request.filters) {
    VisitExpr(*filter, [&](const Expr& node) {
      if (node.kind() == ExprKind::kInput) used.push_back(As<InputExpr>(node).position());
      return true;
    });
  }
  std::erase(used, table.schema.size());  // rows' numbers
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  const TableFile& from = table.files[group.file];
  const auto file = OpenUnchanged(*from.metadata);
  if (!file->IsFast()) return 0;
  int64_t rows = 0;
  for (const uint32_t column : used) {
    const SchemaNode* node = from.NodeOf(column);
    if (node == nullptr || !node->IsFlat()) continue;
    const auto leaf = static_cast<size_t>(node->leaf);
    const ChunkMetadata& chunk = from.metadata->row_groups[group.row_group].chunks[leaf];
    rows = std::max(rows, ValuePageRows(*file, chunk));
  }
  return rows;
}

/// Picks the largest power of two that gives enough ranges.
int64_t RangeRows(int64_t rows, size_t groups, uint32_t threads) {
  const auto wanted = static_cast<int64_t>(kMorselsPerThread * threads);
  if (threads <= 1 || static_cast<int64_t>(groups) >= wanted) return rows;
  int64_t range = kMostRows;
  while (range > kLeastRows && rows / range < wanted) range /= 2;
  return range;
}

}  // namespace

std::vector<Morsel> PlanMorsels(const TableFiles& table, const ScanRequest& request) {
  std::vector<Morsel> groups;
  int64_t rows = 0;
  for (size_t file = 0; file < table.files.size(); ++file) {
    const auto& row_groups = table.files[file].metadata->row_groups;
    for (size_t i = 0; i < row_groups.size(); ++i) {
      const int64_t count = row_groups[i].row_count;
      if (count == 0 || !GroupJudge(table, file, i).CanPass(request.filters)) continue;
      groups.push_back({file, i, 0, count});
      rows += count;
    }
  }
  int64_t range = RangeRows(rows, groups.size(), request.threads);
  if (range < rows) {
    const auto largest =
        std::max_element(groups.begin(), groups.end(),
                         [](const Morsel& a, const Morsel& b) { return a.end < b.end; });
    range = std::max(range, LargestPageRows(table, *largest, request));
  }
  std::vector<Morsel> morsels;
  for (const Morsel& group : groups) {
    for (int64_t begin = 0; begin < group.end; begin += range) {
      // A last bit shorter than half a range goes with the range before.
      const bool is_last = group.end - begin < range + range / 2;
      const int64_t end = is_last ? group.end : begin + range;
      morsels.push_back({group.file, group.row_group, begin, end});
      if (is_last) break;
    }
  }
  return morsels;
}

}  // namespace lakebolt::parquet_format
