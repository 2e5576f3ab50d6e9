#include "source/memory_table.h"

#include <algorithm>
#include <atomic>
#include <unordered_set>

#include "vector/hash_vector.h"

namespace lakebolt {

namespace {

/// Rows that one worker takes at a time; smaller tables come in order, from one worker.
constexpr uint64_t kRowsPerMorsel = 1 << 16;
/// Distinct values are counted among about so many rows and scaled up.
constexpr uint64_t kSampleRows = 20000;

struct MemoryScanLocal final : ScanLocalState {
  size_t chunk = 0;
  size_t end_chunk = 0;
  uint32_t next_row = 0;
};

class MemoryScan final : public TableScan {
 public:
  MemoryScan(std::shared_ptr<const std::vector<Chunk>> chunks, const ScanRequest& request)
      : chunks_(std::move(chunks)), columns_(request.columns), chunk_size_(request.chunk_size) {
    uint64_t rows = kRowsPerMorsel;
    for (size_t i = 0; i < chunks_->size(); ++i) {
      if (rows >= kRowsPerMorsel) {
        morsels_.push_back(i);
        rows = 0;
      }
      rows += (*chunks_)[i].size();
    }
    morsels_.push_back(chunks_->size());
  }

  std::unique_ptr<ScanLocalState> MakeLocalState() override {
    return std::make_unique<MemoryScanLocal>();
  }

  ScanStatus Next(ScanLocalState& state, ScanContext& context, Chunk& out) override {
    auto& local = static_cast<MemoryScanLocal&>(state);
    if (local.chunk == local.end_chunk) {
      const size_t morsel = next_morsel_.fetch_add(1);
      if (morsel + 1 >= morsels_.size()) return ScanStatus::kFinished;
      local.chunk = morsels_[morsel];
      local.end_chunk = morsels_[morsel + 1];
      context.batch = morsel;
    }
    const Chunk& chunk = (*chunks_)[local.chunk];
    const uint32_t count = std::min(chunk_size_, chunk.size() - local.next_row);
    std::vector<Vector> columns;
    for (const uint32_t column : columns_) {
      columns.push_back(chunk.column(column).Slice(local.next_row, count));
    }
    out = Chunk(std::move(columns), count);
    local.next_row += count;
    if (local.next_row == chunk.size()) {
      ++local.chunk;
      local.next_row = 0;
    }
    return ScanStatus::kRows;
  }

  uint32_t MaxParallelism() const override {
    return static_cast<uint32_t>(std::max<size_t>(1, morsels_.size() - 1));
  }

  double Progress() const override {
    if (chunks_->empty()) return 1;
    return std::min(
        1.0, static_cast<double>(next_morsel_.load()) / static_cast<double>(morsels_.size() - 1));
  }

 private:
  std::shared_ptr<const std::vector<Chunk>> chunks_;
  std::vector<uint32_t> columns_;
  uint32_t chunk_size_;
  std::vector<size_t> morsels_;  // first chunks, then the end
  std::atomic<size_t> next_morsel_{0};
};

/// Widens bounds and counts NULLs over one vector.
void AddToStatistics(const Vector& column, ColumnStatistics& statistics) {
  for (uint32_t row = 0; row < column.size(); ++row) {
    if (column.IsNull(row)) {
      ++*statistics.null_count;
      continue;
    }
    Value value = column.GetValue(row);
    if (!statistics.min || Value::Compare(value, *statistics.min) < 0) statistics.min = value;
    if (!statistics.max || Value::Compare(value, *statistics.max) > 0) statistics.max = value;
  }
}

double EstimateDistinct(const std::vector<Chunk>& chunks, uint32_t column, uint64_t rows) {
  std::unordered_set<uint64_t> seen;
  uint64_t sampled = 0;
  std::vector<uint64_t> hashes;
  for (const Chunk& chunk : chunks) {
    const auto count =
        static_cast<uint32_t>(std::min<uint64_t>(chunk.size(), kSampleRows - sampled));
    hashes.resize(count);
    HashColumn(chunk.column(column), RowSet{nullptr, count, chunk.size()}, true, hashes.data());
    seen.insert(hashes.begin(), hashes.end());
    sampled += count;
    if (sampled == kSampleRows) break;
  }
  if (sampled == 0) return 0;
  const double share = static_cast<double>(seen.size()) / static_cast<double>(sampled);
  // Nearly unique samples speak for a key; others for a domain that the sample has seen.
  constexpr double kLooksUnique = 0.5;
  const double scale = static_cast<double>(rows) / static_cast<double>(sampled);
  return share > kLooksUnique ? static_cast<double>(seen.size()) * scale
                              : static_cast<double>(seen.size());
}

}  // namespace

MemoryTable::MemoryTable(std::string name, Schema schema, std::vector<Chunk> chunks)
    : name_(std::move(name)),
      schema_(std::move(schema)),
      chunks_(std::make_shared<const Chunks>()),
      statistics_(schema_.size()) {
  Append(std::move(chunks));
}

void MemoryTable::Append(std::vector<Chunk> chunks) {
  const std::lock_guard lock(mutex_);
  Chunks all = *chunks_;
  for (Chunk& chunk : chunks) {
    chunk.Compact();
    if (chunk.size() == 0) continue;
    rows_ += chunk.size();
    all.push_back(std::move(chunk));
  }
  chunks_ = std::make_shared<const Chunks>(std::move(all));
  statistics_.assign(schema_.size(), std::nullopt);
}

TableStatistics MemoryTable::statistics() const {
  const std::lock_guard lock(mutex_);
  return {static_cast<double>(rows_), true};
}

ColumnStatistics MemoryTable::column_statistics(uint32_t column) const {
  const std::lock_guard lock(mutex_);
  if (statistics_[column]) return *statistics_[column];
  ColumnStatistics statistics;
  if (!schema_[column].type.IsNested()) {
    // Bounds need every row, so they are only taken where that costs next to nothing.
    constexpr uint64_t kMostRowsForBounds = 100'000;
    if (rows_ <= kMostRowsForBounds) {
      statistics.null_count = 0;
      statistics.exact_bounds = true;
      for (const Chunk& chunk : *chunks_) AddToStatistics(chunk.column(column), statistics);
    }
    statistics.distinct_count = EstimateDistinct(*chunks_, column, rows_);
  }
  statistics_[column] = statistics;
  return statistics;
}

std::unique_ptr<TableScan> MemoryTable::Scan(const ScanRequest& request) const {
  const std::lock_guard lock(mutex_);
  return std::make_unique<MemoryScan>(chunks_, request);
}

}  // namespace lakebolt
