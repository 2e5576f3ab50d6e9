#include "source/memory_table.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "source/memory_scan.h"
#include "source/memory_table_write.h"
#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

/// Distinct values are counted among about so many rows and scaled up.
constexpr uint64_t kSampleRows = 20000;
/// Bounds need every row, so they are only taken where that costs next to nothing.
constexpr uint64_t kMostRowsForBounds = 100'000;

/// Counts the different numbers of a list that are not 0, which stands for a free slot.
size_t CountDistinct(const std::vector<uint64_t>& hashes) {
  std::vector<uint64_t> slots(std::bit_ceil(2 * hashes.size() + 1), 0);
  const size_t mask = slots.size() - 1;
  size_t count = 0;
  for (const uint64_t hash : hashes) {
    if (hash == 0) continue;
    size_t at = hash & mask;
    while (slots[at] != 0 && slots[at] != hash) at = (at + 1) & mask;
    if (slots[at] == hash) continue;
    slots[at] = hash;
    ++count;
  }
  return count;
}

double EstimateDistinct(const std::vector<RowGroupPtr>& groups, uint32_t column, uint64_t rows) {
  std::vector<uint64_t> seen;
  uint64_t sampled = 0;
  std::vector<uint64_t> hashes;
  for (const RowGroupPtr& group : groups) {
    const auto count =
        static_cast<uint32_t>(std::min<uint64_t>(group->size(), kSampleRows - sampled));
    hashes.resize(count);
    HashColumn(group->column(column), RowSet{nullptr, count, group->size()}, true, hashes.data());
    seen.insert(seen.end(), hashes.begin(), hashes.end());
    sampled += count;
    if (sampled == kSampleRows) break;
  }
  if (sampled == 0) return 0;
  const auto distinct = static_cast<double>(CountDistinct(seen));
  const double share = distinct / static_cast<double>(sampled);
  // Nearly unique samples speak for a key; others for a domain that the sample has seen.
  constexpr double kLooksUnique = 0.5;
  const double scale = static_cast<double>(rows) / static_cast<double>(sampled);
  return share > kLooksUnique ? distinct * scale : distinct;
}

/// Widens `all` by what is known of one group.
void AddGroup(const ColumnStatistics& group, ColumnStatistics& all) {
  *all.null_count += *group.null_count;
  if (group.min && (!all.min || Value::Compare(*group.min, *all.min) < 0)) all.min = group.min;
  if (group.max && (!all.max || Value::Compare(*group.max, *all.max) > 0)) all.max = group.max;
}

}  // namespace

MemoryTable::MemoryTable(std::string name, Schema schema, std::vector<Chunk> chunks,
                         std::vector<TableKey> keys)
    : name_(std::move(name)),
      schema_(std::move(schema)),
      keys_(std::move(keys)),
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
  const std::vector<int64_t> row_ids = keys_.empty() ? std::vector<int64_t>{} : LiveRowIds();
  for (size_t key = 0; key < keys_.size(); ++key) {
    indexes_[key] = {std::make_shared<KeyIndex>()};
    const std::vector<uint64_t> hashes = HashKeys(keys_[key], row_ids);
    indexes_[key][0]->Insert(hashes, row_ids);
    if (keys_[key].unique) CheckUnique(key, row_ids, hashes);
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
