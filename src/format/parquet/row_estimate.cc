#include "format/parquet/row_estimate.h"

#include <algorithm>
#include <chrono>

#include "format/parquet/parquet_scan.h"

namespace lakebolt::parquet_format {

namespace {

constexpr int64_t kSampleRows = 8192;
constexpr size_t kSampleGroups = 3;
constexpr uint64_t kSampleBytes = uint64_t{1} << 20;
constexpr std::chrono::microseconds kSampleTime{1000};
constexpr uint32_t kWindowRows = 2048;

struct Sample {
  int64_t rows = 0;
  int64_t passed = 0;
};

/// Filters the first rows of one row group.
void SampleGroup(const TableFiles& table, const Morsel& morsel,
                 const std::vector<ScanCondition>& conditions,
                 const std::shared_ptr<BufferPool>& pool, Sample& sample) {
  const TableFile& file = table.files[morsel.file];
  std::vector<size_t> columns;
  for (const ScanCondition& condition : conditions) {
    for (const uint32_t column : condition.columns) {
      if (file.needs_cast[column] != 0) return;
      columns.push_back(file.columns[column]);
    }
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  const auto group = std::make_shared<RowGroupState>(OpenUnchanged(*file.metadata), file.metadata,
                                                     morsel.row_group, pool);
  const int64_t rows = std::min(kSampleRows, group->LoadPrefixes(columns, kSampleBytes));
  std::vector<std::unique_ptr<ColumnReader>> readers(table.schema.size());
  for (uint32_t i = 0; i < table.schema.size(); ++i) {
    if (std::binary_search(columns.begin(), columns.end(), file.columns[i])) {
      readers[i] = group->MakeReader(file.columns[i]);
    }
  }
  ScanWindow window;
  window.StartRowGroup(std::move(readers));
  ScanFilter filter(conditions);
  filter.StartRowGroup([](uint32_t) { return nullptr; });
  std::vector<uint32_t> selected(kWindowRows + 8);
  for (int64_t row = 0; row < rows; row += kWindowRows) {
    const auto count = static_cast<uint32_t>(std::min<int64_t>(kWindowRows, rows - row));
    window.StartWindow(row, count);
    sample.passed += filter.Apply(window, selected.data());
    sample.rows += count;
  }
}

}  // namespace

double EstimatePassingRows(const TableFiles& table, const std::vector<ExprPtr>& filters) {
  ScanRequest request;
  request.filters = filters;
  const std::vector<Morsel> groups = PlanMorsels(table, request);
  int64_t rows = 0;
  for (const Morsel& group : groups) rows += group.end - group.begin;
  if (groups.empty()) return 0;
  const std::vector<ScanCondition> conditions = MakeConditions(filters, {});
  const auto pool = BufferPool::Make();
  const auto start = std::chrono::steady_clock::now();
  const size_t wanted = std::min(groups.size(), kSampleGroups);
  Sample sample;
  for (size_t i = 0; i < wanted; ++i) {
    // From the middle outwards: the ends are the least typical.
    const size_t at = (groups.size() / 2 + i * groups.size() / wanted) % groups.size();
    SampleGroup(table, groups[at], conditions, pool, sample);
    if (std::chrono::steady_clock::now() - start > kSampleTime) break;
  }
  if (sample.rows == 0) return static_cast<double>(rows);
  if (sample.rows == rows) return static_cast<double>(sample.passed);
  // No row among n tells of at most about one in n.
  const double share =
      std::max(static_cast<double>(sample.passed), 0.5) / static_cast<double>(sample.rows);
  return share * static_cast<double>(rows);
}

}  // namespace lakebolt::parquet_format
