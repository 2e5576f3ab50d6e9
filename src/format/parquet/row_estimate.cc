#include "format/parquet/row_estimate.h"

#include <algorithm>

#include "format/parquet/column_of_table.h"
#include "format/parquet/parquet_scan.h"

namespace lakebolt::parquet_format {

namespace {

/// Tables of no more rows, in few row groups, are counted as a whole.
constexpr int64_t kCountedRows = 131'072;
constexpr size_t kCountedGroups = 4;
constexpr int64_t kSampleRows = 8192;
constexpr size_t kSampleGroups = 3;
constexpr uint64_t kSampleBytes = uint64_t{1} << 20;
/// Once it has read so many bytes, a sample takes no further row group. By bytes, not by the clock:
/// a slow disk must not change plans.
constexpr uint64_t kEnoughBytes = uint64_t{1} << 19;
constexpr uint32_t kWindowRows = 2048;
/// Rows of a sample are looked at in runs of this many, spread evenly: tables are often sorted by
/// what conditions are about, and then one long run tells nothing of the rest.
constexpr uint32_t kRunRows = 32;
constexpr int64_t kRuns = kSampleRows / kRunRows;

struct Sample {
  int64_t rows = 0;
  int64_t passed = 0;
  uint64_t bytes = 0;
};

/// Filters rows of one row group: all of them, or runs spread over it. Calls see(window, selected,
/// count) with the rows of a window that pass, which may ask for the columns of `wanted_columns`.
template <typename See>
void SampleGroup(const TableFiles& table, const Morsel& morsel,
                 const std::vector<ScanCondition>& conditions,
                 const std::vector<uint32_t>& wanted_columns,
                 const std::shared_ptr<BufferPool>& pool, bool all, Sample& sample, See&& see) {
  const TableFile& file = table.files[morsel.file];
  std::vector<size_t> columns;  // of the file
  std::vector<uint8_t> used(table.schema.size());
  bool needs_cast = false;
  const auto use = [&](uint32_t column) {
    const ColumnOrigin& origin = file.columns[column];
    needs_cast |= origin.needs_cast;
    used[column] = 1;
    if (origin.IsStored()) columns.push_back(origin.column);
  };
  for (const ScanCondition& condition : conditions) {
    for (const uint32_t column : condition.columns) use(column);
  }
  for (const uint32_t column : wanted_columns) use(column);
  if (needs_cast) return;
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  const auto group =
      std::make_shared<RowGroupState>(OpenUnchanged(*file.metadata), file.metadata,
                                      morsel.row_group, pool, table.whole_chunk_bytes);
  const int64_t rows = group->LoadPrefixes(columns, kSampleBytes);
  sample.bytes += group->BytesLoaded();
  const auto wanted = std::make_shared<const RowRanges>(0, rows);
  std::vector<std::unique_ptr<ColumnReader>> readers(table.schema.size());
  for (uint32_t i = 0; i < table.schema.size(); ++i) {
    if (used[i] == 0) continue;
    readers[i] = MakeColumnReader(*group, file.columns[i], wanted, table.schema[i].type);
  }
  ScanWindow window;
  window.StartRowGroup(std::move(readers));
  ScanFilter filter(conditions);
  filter.StartRowGroup([](uint32_t) { return nullptr; });
  const int64_t run = all ? kWindowRows : kRunRows;
  const int64_t step = all ? run : std::max(run, rows / kRuns);
  std::vector<uint32_t> selected(kWindowRows + 8);
  for (int64_t row = 0; row < rows; row += step) {
    const auto count = static_cast<uint32_t>(std::min(run, rows - row));
    window.StartWindow(row, count);
    const uint32_t passed = filter.Apply(window, selected.data());
    see(window, selected.data(), passed);
    sample.passed += passed;
    sample.rows += count;
  }
}

}  // namespace

std::optional<double> EstimatePassingRows(const TableFiles& table,
                                          const std::vector<ExprPtr>& filters) {
  ScanRequest request;
  request.filters = filters;
  const std::vector<Morsel> groups = PlanMorsels(table, request);
  int64_t rows = 0;
  for (const Morsel& group : groups) rows += group.end - group.begin;
  if (groups.empty()) return 0;
  const std::vector<ScanCondition> conditions = MakeConditions(filters, {});
  const auto pool = BufferPool::Make();
  const bool all = rows <= kCountedRows && groups.size() <= kCountedGroups;
  const size_t wanted = all ? groups.size() : std::min(groups.size(), kSampleGroups);
  Sample sample;
  for (size_t i = 0; i < wanted; ++i) {
    // From the middle outwards: the ends are the least typical.
    const size_t at = (groups.size() / 2 + i * groups.size() / wanted) % groups.size();
    SampleGroup(table, groups[at], conditions, {}, pool, all, sample,
                [](ScanWindow&, const uint32_t*, uint32_t) {});
    if (!all && sample.bytes >= kEnoughBytes) break;
  }
  if (sample.rows == 0) return std::nullopt;
  if (sample.rows == rows) return static_cast<double>(sample.passed);
  // No row among n tells of at most about one in n.
  const double share =
      std::max(static_cast<double>(sample.passed), 0.5) / static_cast<double>(sample.rows);
  return share * static_cast<double>(rows);
}

std::optional<std::vector<Value>> ListPassingKeys(const TableFiles& table, uint32_t column,
                                                  const std::vector<ExprPtr>& filters,
                                                  size_t most) {
  constexpr size_t kMostRowsPerKey = 8;
  ScanRequest request;
  request.filters = filters;
  const std::vector<Morsel> groups = PlanMorsels(table, request);
  int64_t rows = 0;
  for (const Morsel& group : groups) rows += group.end - group.begin;
  if (rows > kCountedRows || groups.size() > kCountedGroups) return std::nullopt;
  const std::vector<ScanCondition> conditions = MakeConditions(filters, {});
  const auto pool = BufferPool::Make();
  std::vector<Value> keys;
  Sample sample;
  for (const Morsel& group : groups) {
    SampleGroup(table, group, conditions, {column}, pool, true, sample,
                [&](ScanWindow& window, const uint32_t* selected, uint32_t passed) {
                  if (passed == 0 || keys.size() > most * kMostRowsPerKey) return;
                  const Vector& values = window.Column(column);
                  for (uint32_t i = 0; i < passed; ++i) {
                    if (!values.IsNull(selected[i])) keys.push_back(values.GetValue(selected[i]));
                  }
                });
  }
  if (sample.rows != rows || keys.size() > most * kMostRowsPerKey) return std::nullopt;
  const auto is_less = [](const Value& a, const Value& b) { return Value::Compare(a, b) < 0; };
  const auto is_equal = [](const Value& a, const Value& b) { return Value::Compare(a, b) == 0; };
  std::sort(keys.begin(), keys.end(), is_less);
  keys.erase(std::unique(keys.begin(), keys.end(), is_equal), keys.end());
  if (keys.size() > most) return std::nullopt;
  return keys;
}

}  // namespace lakebolt::parquet_format
