#include "format/parquet/distinct_estimate.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "base/error.h"
#include "format/parquet/corrupt.h"
#include "format/parquet/distinct_sample.h"
#include "format/parquet/page_header.h"

namespace lakebolt::parquet_format {

namespace {

// Row groups that cover the whole range less than this many times count as sorted.
constexpr double kSortedCoverage = 1.5;
// Row groups whose ranges are so many times as narrow as the table's are clusters of values: they
// are more alike to some others than to those that a sample would pick.
constexpr double kClustered = 2;
// Where nearly all values differ, they come out of so many times as many as there are rows.
constexpr double kLargestDomain = 1e4;
// Values are looked at where they may be so many times as many as dictionaries' sizes say ...
constexpr double kAmbiguous = 2;
// ... and more than so many: fewer hardly matter.
constexpr double kFew = 256;

/// Reads the headers of a chunk's dictionary and of the pages that use it.
void ReadDictionaryUse(const RandomAccessFile& file, const ChunkMetadata& chunk,
                       GroupValues& group) {
  try {
    const uint64_t end = chunk.offset + chunk.size;
    PageHeader header;
    uint64_t at = chunk.offset + ReadPageHeader(file, chunk.offset, end, header);
    if (header.type != PageType::kDictionary) return;
    double rows = group.rows;
    if (!chunk.all_dictionary) {
      // Writers give a dictionary up once it is too large: the pages up to there tell of the rest.
      rows = 0;
      for (uint64_t size = header.compressed_size; (at += size) < end;) {
        PageHeader page;
        at += ReadPageHeader(file, at, end, page);
        if (page.type == PageType::kDictionary || !IsDictionary(page.encoding)) break;
        rows += page.value_count;
        size = page.compressed_size;
      }
    }
    if (rows <= 0) return;
    group.dictionary_rows = std::min(rows, group.rows);
    group.dictionary_size = std::min<double>(header.value_count, group.dictionary_rows);
  } catch (const std::runtime_error&) {
    // The scan will tell.
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

/// Reads what headers say of `kComparedGroups` of the row groups, spread over the table.
std::vector<GroupValues> ReadHeaders(const TableFiles& table, uint32_t column,
                                     const std::vector<GroupValues>& groups) {
  std::vector<GroupValues> samples;
  std::shared_ptr<const RandomAccessFile> open_file;
  const size_t count = std::min(kComparedGroups, groups.size());
  for (size_t s = 0; s < count; ++s) {
    GroupValues group = groups[count == 1 ? 0 : s * (groups.size() - 1) / (count - 1)];
    const TableFile& file = table.files[group.file];
    const auto leaf = static_cast<size_t>(file.NodeOf(column)->leaf);
    const ChunkMetadata& chunk = file.metadata->row_groups[group.row_group].chunks[leaf];
    if (chunk.all_dictionary || chunk.has_dictionary) {
      if (!open_file || !(open_file->identity() == file.metadata->identity)) {
        open_file = OpenUnchanged(*file.metadata);
      }
      ReadDictionaryUse(*open_file, chunk, group);
    }
    samples.push_back(group);
  }
  return samples;
}

/// Estimates from the sizes of some row groups' dictionaries, and from values where that may be
/// far off. `most` is what else bounds the number.
double EstimateFromGroups(const TableFiles& table, uint32_t column,
                          const std::vector<GroupValues>& groups, double coverage, double most,
                          bool may_sample) {
  const std::vector<GroupValues> samples = ReadHeaders(table, column, groups);
  double size_sum = 0;
  double rows_sum = 0;
  bool have_dictionaries = true;
  for (const GroupValues& sample : samples) {
    const bool has_one = sample.dictionary_size > 0;
    size_sum += has_one ? sample.dictionary_size : sample.rows;
    rows_sum += has_one ? sample.dictionary_rows : sample.rows;
    have_dictionaries &= has_one || sample.rows == 0;
  }
  if (rows_sum <= 0) return most;
  double rows = 0;
  for (const GroupValues& group : groups) rows += group.rows;
  const auto count = static_cast<double>(samples.size());
  const double size = size_sum / count;
  const double served = rows_sum / count;
  const double share = size / served;
  const double linear = std::min(share * rows, most);
  const double least = have_dictionaries ? std::min(size, most) : 1;
  if (have_dictionaries && rows <= served) return least;  // one dictionary tells all
  // How many row groups there are to each part of the range.
  const double clusters = coverage > 0 ? static_cast<double>(groups.size()) / coverage : 1;
  if (have_dictionaries && coverage > 0 && coverage < kSortedCoverage) return linear;
  const double even =
      SolveDomain(size, served, share >= 1 ? kLargestDomain * rows : rows) * clusters;
  const bool is_ambiguous = have_dictionaries
                                ? clusters < kClustered && linear > kAmbiguous * even && size > kFew
                                : most > kFew;
  if (may_sample && is_ambiguous) {
    const std::optional<double> sampled = SampleDistinct(table, column, samples, rows);
    if (sampled) return std::clamp(*sampled, least, linear);
  }
  return std::clamp(even, least, linear);
}

}  // namespace

std::optional<double> EstimateDistinct(const TableFiles& table, uint32_t column, bool may_sample) {
  std::vector<GroupValues> groups;
  std::vector<ColumnBounds> bounds;
  for (size_t file = 0; file < table.files.size(); ++file) {
    const auto& row_groups = table.files[file].metadata->row_groups;
    for (size_t i = 0; i < row_groups.size(); ++i) {
      if (row_groups[i].row_count == 0) continue;
      std::optional<ColumnBounds> known = table.Bounds(file, i, column);
      if (!known) return std::nullopt;
      const SchemaNode* node = table.files[file].NodeOf(column);
      if (node == nullptr) return DistinctMade(table, column);
      const ChunkMetadata& chunk = row_groups[i].chunks[static_cast<size_t>(node->leaf)];
      const int64_t rows = row_groups[i].row_count - chunk.null_count.value_or(0);
      groups.push_back({file, i, static_cast<double>(rows)});
      bounds.push_back(std::move(*known));
    }
  }
  if (groups.empty()) return 0;
  const double most = std::min(static_cast<double>(table.row_count),
                               IntegerRange(bounds, table.schema[column].type));
  return EstimateFromGroups(table, column, groups, Coverage(bounds), most, may_sample);
}

}  // namespace lakebolt::parquet_format
