#include "format/parquet/distinct_estimate.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "base/error.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/page_header.h"

namespace lakebolt::parquet_format {

namespace {

constexpr size_t kSamples = 4;
// Row groups that cover the whole range less than this many times count as sorted.
constexpr double kSortedCoverage = 1.5;

// Where nearly all values differ, they come out of so many times as many as there are rows.
constexpr double kLargestDomain = 1e4;

struct GroupOf {
  size_t file;
  size_t row_group;
};

/// Says how many values a dictionary holds, and how many of a chunk's rows it serves.
struct DictionaryUse {
  double size = 0;
  double rows = 0;
};

/// Reads the headers of a chunk's dictionary and of the pages that use it; nothing when it has no
/// dictionary.
std::optional<DictionaryUse> ReadDictionaryUse(const RandomAccessFile& file,
                                               const ChunkMetadata& chunk, double rows) {
  try {
    const uint64_t end = chunk.offset + chunk.size;
    PageHeader header;
    uint64_t at = chunk.offset + ReadPageHeader(file, chunk.offset, end, header);
    if (header.type != PageType::kDictionary) return std::nullopt;
    DictionaryUse use{static_cast<double>(header.value_count), rows};
    if (chunk.all_dictionary) return use;
    // Writers give a dictionary up once it is too large: the pages up to there tell of the rest.
    use.rows = 0;
    for (at += header.compressed_size; at < end; at += header.compressed_size) {
      at += ReadPageHeader(file, at, end, header);
      if (header.type == PageType::kDictionary || !IsDictionary(header.encoding)) break;
      use.rows += header.value_count;
    }
    return use;
  } catch (const std::runtime_error&) {
    return std::nullopt;  // the scan will tell
  }
}

/// Solves d = D (1 - exp(-r / D)) for D; `most` when d is nearly r.
double SolveDomain(double d, double r, double most) {
  const auto expected = [&](double domain) { return domain * -std::expm1(-r / domain); };
  if (d >= r || expected(most) <= d) return most;
  double low = d;
  double high = most;
  constexpr int kSteps = 60;
  for (int i = 0; i < kSteps; ++i) {
    const double middle = (low + high) / 2;
    (expected(middle) < d ? low : high) = middle;
  }
  return high;
}

/// Tells how many times the row groups' ranges cover the table's; 0 when that is not known.
double Coverage(const std::vector<ColumnBounds>& groups) {
  double low = INFINITY;
  double high = -INFINITY;
  double sum = 0;
  for (const ColumnBounds& group : groups) {
    if (!group.min || !group.max || group.min->type().IsStringLike()) return 0;
    const double min = group.min->AsDouble();
    const double max = group.max->AsDouble();
    low = std::min(low, min);
    high = std::max(high, max);
    sum += max - min;
  }
  return high > low ? std::max(sum / (high - low), 1.0) : 0;
}

double IntegerRange(const std::vector<ColumnBounds>& groups, const LogicalType& type) {
  const bool is_discrete = type.IsInteger() || type.IsDecimal() || type.id() == TypeId::kDate ||
                           type.id() == TypeId::kBoolean;
  double low = INFINITY;
  double high = -INFINITY;
  for (const ColumnBounds& group : groups) {
    if (group.AllNull()) continue;
    if (!is_discrete || !group.min || !group.max) return INFINITY;
    low = std::min(low, static_cast<double>(group.min->wide()));
    high = std::max(high, static_cast<double>(group.max->wide()));
  }
  return high >= low ? high - low + 1 : INFINITY;
}

/// Counts the values of a column that has one in each file, or in some of them.
std::optional<double> DistinctMade(const TableFiles& table, uint32_t column) {
  std::set<std::string> values;
  for (const TableFile& file : table.files) {
    const ColumnOrigin& origin = file.columns[column];
    if (origin.kind == ColumnOrigin::Kind::kRowNumber) return static_cast<double>(table.row_count);
    if (origin.IsStored()) return std::nullopt;
    if (!origin.value.IsNull()) values.insert(origin.value.ToString());
  }
  return static_cast<double>(values.size());
}

}  // namespace

std::optional<double> EstimateDistinct(const TableFiles& table, uint32_t column) {
  std::vector<GroupOf> groups;
  std::vector<ColumnBounds> bounds;
  for (size_t file = 0; file < table.files.size(); ++file) {
    const auto& row_groups = table.files[file].metadata->row_groups;
    for (size_t i = 0; i < row_groups.size(); ++i) {
      if (row_groups[i].row_count == 0) continue;
      std::optional<ColumnBounds> known = table.Bounds(file, i, column);
      if (!known) return std::nullopt;
      groups.push_back({file, i});
      bounds.push_back(std::move(*known));
    }
  }
  if (groups.empty()) return 0;
  const auto rows = static_cast<double>(table.row_count);
  double distinct_sum = 0;
  double row_sum = 0;
  const size_t samples = std::min(kSamples, groups.size());
  std::shared_ptr<const RandomAccessFile> open_file;
  for (size_t s = 0; s < samples; ++s) {
    const GroupOf& at = groups[samples == 1 ? 0 : s * (groups.size() - 1) / (samples - 1)];
    const TableFile& file = table.files[at.file];
    const RowGroupMetadata& group = file.metadata->row_groups[at.row_group];
    const SchemaNode* node = file.NodeOf(column);
    if (node == nullptr) return DistinctMade(table, column);
    const auto leaf = static_cast<size_t>(node->leaf);
    const ChunkMetadata& chunk = group.chunks[leaf];
    const auto group_rows = static_cast<double>(group.row_count - chunk.null_count.value_or(0));
    std::optional<DictionaryUse> use;
    if (chunk.all_dictionary || chunk.has_dictionary) {
      if (!open_file || !(open_file->identity() == file.metadata->identity)) {
        open_file = OpenUnchanged(*file.metadata);
      }
      use = ReadDictionaryUse(*open_file, chunk, group_rows);
    }
    double size = group_rows;
    if (use && use->rows >= group_rows) {
      size = use->size;
    } else if (use && use->rows > 0) {
      const double domain = SolveDomain(use->size, use->rows, kLargestDomain * rows);
      size = domain * -std::expm1(-group_rows / domain);
    }
    distinct_sum += std::min(size, group_rows);
    row_sum += group_rows;
  }
  const auto group_count = static_cast<double>(groups.size());
  const double d = distinct_sum / static_cast<double>(samples);
  const double r = row_sum / static_cast<double>(samples);
  const double coverage = Coverage(bounds);
  double distinct = d;
  if (groups.size() > 1) {
    distinct = coverage > 0 && coverage < kSortedCoverage
                   ? d * group_count
                   : SolveDomain(d, r, rows) * (coverage > 0 ? group_count / coverage : 1);
  }
  distinct = std::min({distinct, rows, IntegerRange(bounds, table.schema[column].type)});
  return std::max(distinct, std::min(d, rows));
}

}  // namespace lakebolt::parquet_format
