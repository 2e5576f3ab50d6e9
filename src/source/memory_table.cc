#include "source/memory_table.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/error.h"
#include "source/distinct_growth.h"
#include "source/hash_sample.h"
#include "source/memory_scan.h"
#include "source/memory_table_write.h"

namespace lakebolt {

namespace {

/// Distinct values are extrapolated from about so many rows.
constexpr uint64_t kSampleRows = 20000;
/// Bounds need every row, so they are only taken where that costs next to nothing.
constexpr uint64_t kMostRowsForBounds = 100'000;

/// Extrapolates from what runs of rows, taken from all over the table, have in common.
double EstimateDistinct(const std::vector<RowGroupPtr>& groups, uint32_t column, uint64_t rows) {
  constexpr uint32_t kRunRows = 32;
  const auto step = static_cast<uint32_t>(
      std::min<uint64_t>(kRunRows * (rows / kSampleRows + 1), uint64_t{1} << 30));
  HashSample sample;
  double runs = 0;
  double sampled = 0;
  double values = 0;
  std::array<uint32_t, kRunRows> picked;
  uint32_t next = 0;  // counted from the group's first row
  for (const RowGroupPtr& group : groups) {
    for (; next < group->size(); next += step) {
      const uint32_t count = std::min(kRunRows, group->size() - next);
      std::iota(picked.begin(), picked.begin() + count, next);
      values += sample.Add(group->column(column), RowSet{picked.data(), count, group->size()});
      sampled += count;
      ++runs;
      sample.EndPart();
    }
    next -= group->size();
  }
  if (values == 0) return 0;
  const double total = values / sampled * static_cast<double>(rows);
  return ExtrapolateDistinct(sample.TakeCounts(), runs, std::max(runs, total / (values / runs)));
}

std::vector<int64_t> LiveRowIds(const RowGroup& group) {
  std::vector<int64_t> row_ids;
  row_ids.reserve(group.live());
  for (uint32_t row = 0; row < group.size(); ++row) {
    if (group.IsLive(row)) row_ids.push_back(group.first_row_id() + row);
  }
  return row_ids;
}

/// Widens `all` by what is known of one group.
void AddGroup(const ColumnStatistics& group, ColumnStatistics& all) {
  *all.null_count += *group.null_count;
  if (group.min && (!all.min || Value::Compare(*group.min, *all.min) < 0)) all.min = group.min;
  if (group.max && (!all.max || Value::Compare(*group.max, *all.max) > 0)) all.max = group.max;
}

}  // namespace

MemoryTable::MemoryTable(std::string name, Schema schema, std::vector<Chunk> chunks,
                         std::vector<TableKey> keys, std::shared_ptr<MemoryPool> account)
    : name_(std::move(name)),
      schema_(std::move(schema)),
      keys_(std::move(keys)),
      rows_(std::move(account)),
      claims_(std::make_shared<RowClaims>()),
      statistics_(schema_.size()) {
  for (Chunk& chunk : chunks) {
    chunk.Compact();
    rows_.Append(std::move(chunk));
  }
  BuildIndexes();
}

MemoryTable::MemoryTable(const MemoryTable& before, MemoryRows rows, Indexes indexes,
                         uint64_t version)
    : name_(before.name_),
      schema_(before.schema_),
      keys_(before.keys_),
      rows_(std::move(rows)),
      indexes_(std::move(indexes)),
      version_(version),
      claims_(before.claims_),
      statistics_(schema_.size()) {}

void MemoryTable::BuildIndexes() {
  indexes_.assign(keys_.size(), {});
  for (size_t key = 0; key < keys_.size(); ++key) {
    indexes_[key] = {std::make_shared<KeyIndex>(rows_.account())};
    KeyIndex& index = *indexes_[key][0];
    index.Reserve(rows_.live());
    for (const RowGroupPtr& group : rows_.groups()) {
      const std::vector<int64_t> row_ids = LiveRowIds(*group);
      const std::vector<uint64_t> hashes = HashKeys(keys_[key], row_ids);
      index.Insert(hashes, row_ids);
      if (keys_[key].unique) CheckUnique(key, row_ids, hashes);
    }
  }
}

void MemoryTable::ShrinkIndexes() {
  constexpr size_t kDeadPerLive = 4;
  constexpr size_t kSmall = 4096;
  for (const auto& indexes : indexes_) {
    if (indexes[0]->size() <= kSmall + kDeadPerLive * rows_.live()) continue;
    BuildIndexes();
    return;
  }
}

TableStatistics MemoryTable::statistics() const {
  return {static_cast<double>(rows_.live()), true};
}

ColumnStatistics MemoryTable::column_statistics(uint32_t column) const {
  ColumnStatistics statistics;
  if (column >= schema_.size()) {  // row ids
    statistics.null_count = 0;
    statistics.distinct_count = static_cast<double>(rows_.live());
    return statistics;
  }
  const std::lock_guard lock(mutex_);
  if (statistics_[column]) return *statistics_[column];
  if (!schema_[column].type.IsNested()) {
    if (rows_.live() <= kMostRowsForBounds) {
      statistics.null_count = 0;
      statistics.exact_bounds = true;
      for (const RowGroupPtr& group : rows_.groups()) {
        AddGroup(group->statistics(column), statistics);
      }
    }
    const bool unique = std::any_of(keys_.begin(), keys_.end(), [&](const TableKey& key) {
      return key.unique && key.columns == std::vector<uint32_t>{column};
    });
    statistics.distinct_count = unique ? static_cast<double>(rows_.live())
                                       : EstimateDistinct(rows_.groups(), column, rows_.live());
  }
  statistics_[column] = statistics;
  return statistics;
}

std::unique_ptr<TableScan> MemoryTable::Scan(const ScanRequest& request) const {
  const auto row_id_column = static_cast<uint32_t>(schema_.size());
  if (request.filters.empty()) return MakeMemoryScan(rows_, request, row_id_column);
  // Each filter names a key, which at most one row has: all must mean the same row.
  std::optional<int64_t> row_id;
  for (const ExprPtr& filter : request.filters) {
    const auto& wanted = As<ConstantExpr>(As<CompareExpr>(filter).right());
    const int64_t found =
        FindByKey(*KeyOf(*filter), {Vector::Constant(wanted.value(), 1)}, RowSet::Dense(1))[0];
    row_id = !row_id || *row_id == found ? found : -1;
  }
  return MakeMemoryScan(rows_.Only(*row_id), request, row_id_column);
}

std::unique_ptr<TableWrite> MemoryTable::BeginWrite() const {
  return std::make_unique<MemoryTableWrite>(shared_from_this());
}

std::shared_ptr<const MemoryTable> MemoryTable::Transformed(
    std::string name, Schema schema, std::vector<TableKey> keys,
    const std::function<std::vector<Vector>(const Chunk& rows)>& columns) const {
  auto table = std::make_shared<MemoryTable>(std::move(name), std::move(schema));
  table->keys_ = std::move(keys);
  table->rows_ = rows_;
  for (size_t i = 0; i < rows_.groups().size(); ++i) {
    const RowGroup& group = *rows_.groups()[i];
    Chunk rows = group.rows();
    if (group.HasDead()) rows.SetSelection(group.LiveRows(0, group.size()));
    table->rows_.ReplaceGroup(i, group.WithColumns(columns(rows)));
  }
  table->BuildIndexes();
  return table;
}

}  // namespace lakebolt
