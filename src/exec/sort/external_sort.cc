#include "exec/sort/external_sort.h"

#include <algorithm>
#include <numeric>

#include "base/freed_memory.h"
#include "exec/sort/row_sorter.h"

namespace lakebolt {

namespace {

/// Bytes of a chunk of a run, about: a small part of the memory limit, so that many runs can be
/// merged at once.
constexpr int64_t kMostChunkBytes = 256 << 10;
constexpr int64_t kLeastChunkBytes = 8 << 10;
constexpr int64_t kChunksInLimit = 256;
constexpr uint32_t kFirstRows = 64;
constexpr int64_t kMostSliceRows = 1 << 17;
constexpr int64_t kLeastSliceRows = 1 << 8;
/// Runs that are kept at most while rows come: each has an open file.
constexpr size_t kMostRuns = 256;
constexpr size_t kLeastFanIn = 4;
/// A row's place is the batch that it stems from and its number there.
constexpr size_t kPlaceColumns = 2;

}  // namespace

ExternalSort::ExternalSort(RunLayout layout, uint64_t limit, const QueryContext& query)
    : layout_(std::move(layout)), limit_(limit), query_(query) {
  for (size_t i = 0; i < kPlaceColumns; ++i) {
    layout_.keys.push_back({static_cast<uint32_t>(layout_.types.size()), {}});
    layout_.types.emplace_back(TypeId::kInt64);
  }
}

uint32_t ExternalSort::RowsPerChunk(uint64_t row_bytes) const {
  const int64_t wanted =
      std::clamp(query_.memory->limit() / kChunksInLimit, kLeastChunkBytes, kMostChunkBytes);
  return static_cast<uint32_t>(
      std::clamp<uint64_t>(static_cast<uint64_t>(wanted) / row_bytes, 1, kDefaultChunkSize));
}

void ExternalSort::AppendPlace(RowCollector::Part& part) const {
  const uint32_t rows = part.chunk.size();
  std::vector<Vector>& columns = part.chunk.mutable_columns();
  columns.push_back(Vector::Constant(Value::Int64(static_cast<int64_t>(part.batch)), rows));
  Vector& positions = columns.emplace_back(LogicalType(TypeId::kInt64), rows);
  auto* values = positions.mutable_values<int64_t>();
  std::iota(values, values + rows, static_cast<int64_t>(part.first_row));
}

void ExternalSort::AddRun(std::vector<RowCollector::Part> parts) {
  // What was freed of the last run lies in small pieces, this one's arrays are large and new.
  ReturnFreedMemory();
  for (RowCollector::Part& part : parts) AppendPlace(part);
  RowCollector collector(layout_.types);
  collector.Add(std::move(parts));
  collector.PrepareCopy(1);
  collector.Copy(0);
  const Chunk rows(collector.Take(), collector.rows());
  if (rows.size() == 0) return;
  std::vector<OrderColumn> keys;
  // Sorting keeps the order of equal keys by itself.
  for (size_t k = 0; k + kPlaceColumns < layout_.keys.size(); ++k) {
    const RunLayout::Key& key = layout_.keys[k];
    keys.push_back({rows.column(key.position), key.order.descending, key.order.nulls_first});
  }
  RowSorter sorter(std::move(keys), rows.size(), 1);
  sorter.SortAll();
  const std::vector<uint32_t> order = sorter.TakeOrder();
  const auto count = static_cast<uint32_t>(std::min<uint64_t>(order.size(), limit_));
  auto run = std::make_unique<SortedRun>(query_.temporary, layout_);
  uint32_t size = 0;
  for (uint32_t begin = 0; begin < count; begin += size) {
    query_.cancellation->Check();
    // What rows take shows in the first few.
    size = std::min(begin == 0 ? kFirstRows : RowsPerChunk(run->row_bytes()), count - begin);
    std::vector<Vector> columns;
    for (const Vector& column : rows.columns()) {
      columns.push_back(column.Gather(order.data() + begin, size));
    }
    run->Append(Chunk(std::move(columns), size));
  }
  bool has_many = false;
  {
    const std::lock_guard lock(mutex_);
    runs_.push_back(std::move(run));
    has_many = runs_.size() >= kMostRuns;
  }
  if (has_many) MergeSmallest(kMostRuns / 2, kMostRuns);
}

bool ExternalSort::HasRuns() const {
  const std::lock_guard lock(mutex_);
  return !runs_.empty();
}

int64_t ExternalSort::bytes() const {
  const std::lock_guard lock(mutex_);
  int64_t bytes = 0;
  for (const auto& run : runs_) bytes += run->bytes();
  return bytes;
}

uint64_t ExternalSort::rows() const {
  uint64_t rows = 0;
  for (const auto& run : runs_) rows += run->rows();
  return rows;
}

void ExternalSort::MergeSmallest(size_t most, size_t fan_in) {
  Runs taken;
  {
    const std::lock_guard lock(mutex_);
    if (runs_.size() <= most) return;
    std::sort(runs_.begin(), runs_.end(),
              [](const auto& a, const auto& b) { return a->rows() > b->rows(); });
    const size_t count = std::min(runs_.size() - most + 1, fan_in);
    for (size_t i = 0; i < count; ++i) {
      taken.push_back(std::move(runs_.back()));
      runs_.pop_back();
    }
  }
  std::vector<const SortedRun*> inputs;
  uint32_t step = kDefaultChunkSize;
  for (const auto& run : taken) {
    inputs.push_back(run.get());
    step = std::min(step, RowsPerChunk(run->row_bytes()));
  }
  auto merged = std::make_unique<SortedRun>(query_.temporary, layout_);
  RunMerge merge(inputs, {}, {}, query_.memory);
  while (merged->rows() < limit_) {
    query_.cancellation->Check();
    const Chunk rows = merge.Next(step, layout_.types.size());
    if (rows.size() == 0) break;
    merged->Append(rows);
  }
  const std::lock_guard lock(mutex_);
  runs_.push_back(std::move(merged));
}

void ExternalSort::Finish() {
  int64_t run_bytes = 1;
  for (const auto& run : runs_) run_bytes = std::max(run_bytes, RunMerge::MemoryBytes(*run));
  // Half of what is left: operators behind the sort need memory, too.
  const int64_t left = query_.memory->Left() / 2;
  const auto fan_in = std::max<size_t>(
      kLeastFanIn, static_cast<size_t>(std::max<int64_t>(0, left) / run_bytes / query_.threads));
  while (runs_.size() > fan_in) MergeSmallest(fan_in, fan_in);
  CutSlices();
}

void ExternalSort::CutSlices() {
  uint64_t row_bytes = 1;
  for (const auto& run : runs_) row_bytes = std::max(row_bytes, run->row_bytes());
  // Whoever needs groups whole keeps a slice in memory: all workers' together are to take a small
  // part of it. Those that cut groups may need rows around them, too.
  const int64_t share_of_limit = layout_.can_cut_groups ? 24 : 8;
  const auto slice_rows = static_cast<uint64_t>(std::clamp(
      query_.memory->limit() / share_of_limit / query_.threads / static_cast<int64_t>(row_bytes),
      kLeastSliceRows, kMostSliceRows));
  cuts_groups_ = layout_.group_keys == 0;
  const uint64_t largest = CutSlices(slice_rows);
  constexpr uint64_t kFarTooLarge = 2;
  if (!layout_.can_cut_groups || cuts_groups_ || largest <= slice_rows * kFarTooLarge) return;
  cuts_groups_ = true;
  CutSlices(slice_rows);
}

uint64_t ExternalSort::CutSlices(uint64_t slice_rows) {
  struct Begin {
    std::string_view key;
    uint64_t rows;
  };
  std::vector<Begin> begins;
  for (const auto& run : runs_) {
    for (size_t i = 0; i < run->chunks(); ++i) {
      begins.push_back({cuts_groups_ ? run->first_key(i) : run->first_group(i),
                        run->rows() / run->chunks() + 1});
    }
  }
  std::sort(begins.begin(), begins.end(),
            [](const Begin& a, const Begin& b) { return a.key < b.key; });
  cuts_.clear();
  uint64_t rows = 0;
  uint64_t largest = 0;
  for (const Begin& begin : begins) {
    if (rows >= slice_rows && begin.key != (cuts_.empty() ? std::string_view() : cuts_.back())) {
      cuts_.emplace_back(begin.key);
      rows = 0;
    }
    rows += begin.rows;
    largest = std::max(largest, rows);
  }
  return largest;
}

std::pair<std::string_view, std::string_view> ExternalSort::Bounds(uint64_t slice) const {
  return {slice == 0 ? std::string_view() : cuts_[slice - 1],
          slice == cuts_.size() ? std::string_view() : cuts_[slice]};
}

std::unique_ptr<RunMerge> ExternalSort::Open(std::string_view from, std::string_view to) const {
  std::vector<const SortedRun*> runs;
  for (const auto& run : runs_) runs.push_back(run.get());
  return std::make_unique<RunMerge>(runs, from, to, query_.memory);
}

std::unique_ptr<RunMerge> ExternalSort::OpenSlice(uint64_t slice) const {
  const auto [from, to] = Bounds(slice);
  return Open(from, to);
}

}  // namespace lakebolt
