#include "format/parquet/parquet_scan.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/error.h"
#include "base/sole_owner.h"
#include "format/parquet/bloom_filter.h"
#include "format/parquet/column_of_table.h"
#include "io/file_system.h"

namespace lakebolt::parquet_format {

namespace {

// A filter works on more rows at a time than come out, so that chunks after a selective one are
// not nearly empty; the codes of a few columns of a window stay in the L2 cache.
constexpr uint32_t kWindowChunks = 8;
constexpr uint32_t kMostWindowRows = 16384;
// Above this share of rows left, windows are single chunks that go out under a selection, uncopied.
constexpr double kDensePassRate = 0.4;
constexpr double kPassRateMemory = 0.75;
// So many questions to Bloom filters cost less than decoding a small chunk.
constexpr uint32_t kMostBloomQuestions = 64;

}  // namespace

/// Holds one worker's place: its morsel, window, and the rows left to hand out.
class ParquetScan::LocalState final : public ScanLocalState {
 public:
  explicit LocalState(const std::vector<ScanCondition>& conditions) : filter(conditions) {}

  ScanFilter filter;
  ScanWindow window;
  std::shared_ptr<RowGroupState> group;
  size_t morsel = 0;
  bool has_morsel = false;                  // claimed
  bool started = false;                     // readers made
  std::shared_ptr<const RowRanges> ranges;  // of the morsel, that can have rows that pass
  size_t range = 0;
  int64_t next_row = 0;
  uint64_t rows_left = 0;  // that the limit leaves of the morsel
  double pass_rate = 0.1;

  // Rows of the window still to hand out: all from `position` on, or `selected[position..]`.
  bool has_rows = false;
  bool is_dense = true;
  uint32_t position = 0;
  uint32_t count = 0;
  BufferPtr selected;
};

ParquetScan::ParquetScan(std::shared_ptr<const TableFiles> table, ScanRequest request,
                         std::vector<Morsel> morsels)
    : table_(std::move(table)),
      request_(std::move(request)),
      morsels_(std::move(morsels)),
      conditions_(MakeConditions(request_.filters, request_.runtime_filters)),
      pool_(BufferPool::Make()),
      open_files_(table_->files.size()) {
  used_columns_ = request_.columns;
  for (const ScanCondition& condition : conditions_) {
    used_columns_.insert(used_columns_.end(), condition.columns.begin(), condition.columns.end());
  }
  std::erase(used_columns_, table_->schema.size());  // rows' numbers, which are not stored
  std::sort(used_columns_.begin(), used_columns_.end());
  used_columns_.erase(std::unique(used_columns_.begin(), used_columns_.end()), used_columns_.end());
  // Morsels of one row group follow each other.
  for (size_t i = 0; i < morsels_.size(); ++i) {
    const bool is_new = i == 0 || morsels_[i].file != morsels_[i - 1].file ||
                        morsels_[i].row_group != morsels_[i - 1].row_group;
    if (is_new) slots_.emplace_back().first_morsel = i;
    slot_of_morsel_.push_back(slots_.size() - 1);
    ++slots_.back().morsels_left;
  }
}

ParquetScan::~ParquetScan() {
  // Reads ahead and rows handed out may outlive the query.
  pool_->StopCharging();
}

std::unique_ptr<ScanLocalState> ParquetScan::MakeLocalState() {
  return std::make_unique<LocalState>(conditions_);
}

uint32_t ParquetScan::MaxParallelism() const {
  return static_cast<uint32_t>(std::max<size_t>(morsels_.size(), 1));
}

double ParquetScan::Progress() const {
  if (morsels_.empty()) return 1;
  return static_cast<double>(morsels_done_.load(std::memory_order_relaxed)) /
         static_cast<double>(morsels_.size());
}

uint64_t ParquetScan::BytesRead() const {
  return bytes_read_.load(std::memory_order_relaxed);
}

std::shared_ptr<RowGroupState> ParquetScan::Acquire(size_t morsel) {
  const Morsel& wanted = morsels_[morsel];
  const std::lock_guard lock(mutex_);
  Slot& slot = slots_[slot_of_morsel_[morsel]];
  if (slot.state == nullptr && !slot.finished) {
    const FileMetadataPtr& metadata = table_->files[wanted.file].metadata;
    std::shared_ptr<const RandomAccessFile> file = open_files_[wanted.file].lock();
    if (file == nullptr) {
      file = OpenUnchanged(*metadata);
      open_files_[wanted.file] = file;
    }
    slot.state = std::make_shared<RowGroupState>(file, metadata, wanted.row_group, pool_,
                                                 table_->whole_chunk_bytes);
  }
  return slot.state;
}

void ParquetScan::SetPartner(LocalState& local) {
  // Few rows may come from the first row groups alone.
  if (request_.limit) return;
  const size_t slot = slot_of_morsel_[local.morsel];
  size_t partner = slot + request_.threads;
  {
    const std::lock_guard lock(mutex_);
    if (slots_[slot].is_paired) return;
    slots_[slot].is_paired = true;
    // Other workers begin with the ones in between at about the same time.
    partner = std::max(partner, next_partner_);
    if (partner >= slots_.size()) return;
    next_partner_ = partner + 1;
    slots_[partner].is_paired = true;
  }
  const size_t later = slots_[partner].first_morsel;
  if (morsels_[later].file != morsels_[local.morsel].file) return;
  if (const auto group = Acquire(later)) local.group->SetPartner(group);
}

void ParquetScan::Release(size_t morsel) {
  std::shared_ptr<RowGroupState> last;
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[slot_of_morsel_[morsel]];
    if (--slot.morsels_left > 0) return;
    slot.finished = true;
    last.swap(slot.state);
  }
  if (last) bytes_read_.fetch_add(last->BytesLoaded(), std::memory_order_relaxed);
}

ScanStatus ParquetScan::Next(ScanLocalState& local_state, ScanContext& context, Chunk& out) {
  auto& local = static_cast<LocalState&>(local_state);
  while (true) {
    if (local.has_rows) {
      Emit(local, out);
      if (out.count() > 0) return ScanStatus::kRows;
      continue;  // the limit was reached
    }
    if (!local.has_morsel) {
      if (context.cancellation) context.cancellation->Check();
      pool_->ChargeTo(context.memory);
      if (!ClaimMorsel(local)) {
        pool_->StopKeeping();
        return ScanStatus::kFinished;
      }
      context.batch = local.morsel;
    }
    if (!local.started) {
      if (!AwaitBytes(local, context)) return ScanStatus::kBlocked;
      if (!StartMorsel(local)) {
        FinishMorsel(local);
        continue;
      }
    }
    if (!NextWindow(local)) {
      FinishMorsel(local);
      // Without rows, but the worker's time slice may be over.
      out = Chunk();
      return ScanStatus::kRows;
    }
  }
}

bool ParquetScan::ClaimMorsel(LocalState& local) {
  if (local.filter.TableIsEmpty()) return false;
  const size_t morsel = next_morsel_.fetch_add(1);
  if (morsel >= morsels_.size()) return false;
  local.morsel = morsel;
  local.has_morsel = true;
  local.started = false;
  // The first rows are wanted, so that a morsel must not count those of later ones.
  local.rows_left = request_.limit.value_or(std::numeric_limits<uint64_t>::max());
  local.group = Acquire(morsel);
  return true;
}

std::vector<size_t> ParquetScan::StoredColumns(size_t morsel) const {
  std::vector<size_t> columns;
  for (const uint32_t column : used_columns_) {
    const ColumnOrigin& origin = table_->files[morsels_[morsel].file].columns[column];
    if (origin.IsStored()) columns.push_back(origin.column);
  }
  return columns;
}

bool ParquetScan::AwaitBytes(LocalState& local, ScanContext& context) {
  if (local.group->file().IsFast() && !table_->force_async) return true;
  if (!local.group->RequestLoad(StoredColumns(local.morsel), context.waker)) return false;
  if (pool_->IsShort()) return true;
  // While this one is worked on, the next one's bytes may come.
  const size_t ahead = next_morsel_.load(std::memory_order_relaxed);
  if (ahead < morsels_.size()) {
    if (const auto next = Acquire(ahead)) next->RequestLoad(StoredColumns(ahead), nullptr);
  }
  return true;
}

bool ParquetScan::StartMorsel(LocalState& local) {
  local.started = true;
  const Morsel& morsel = morsels_[local.morsel];
  std::map<uint32_t, std::optional<ColumnBounds>> cache;
  const BoundsLookup bounds = [&](uint32_t column) -> const ColumnBounds* {
    auto [at, is_new] = cache.try_emplace(column);
    if (is_new) at->second = table_->Bounds(morsel.file, morsel.row_group, column);
    return at->second ? &*at->second : nullptr;
  };
  if (!local.filter.StartRowGroup(bounds)) return false;
  const TableFile& file = table_->files[morsel.file];
  if (!PassesBloomFilters(local, bounds) || !PruneRows(local, bounds)) return false;
  SetPartner(local);
  std::vector<std::unique_ptr<ColumnReader>> readers(table_->schema.size() + 1);
  readers.back() =
      std::make_unique<RowNumberColumnReader>(file.first_row + local.group->metadata().first_row);
  for (const uint32_t column : used_columns_) {
    readers[column] = MakeColumnReader(*local.group, file.columns[column], local.ranges,
                                       table_->schema[column].type);
  }
  local.window.StartRowGroup(std::move(readers));
  return true;
}

bool ParquetScan::PassesBloomFilters(LocalState& local, const BoundsLookup& bounds) {
  const Morsel& morsel = morsels_[local.morsel];
  const RandomAccessFile& file = local.group->file();
  const auto has_filter = [&](uint32_t column) {
    return table_->BloomOffset(morsel.file, morsel.row_group, column) != 0;
  };
  const bool any = std::any_of(conditions_.begin(), conditions_.end(), [&](const auto& condition) {
    return std::any_of(condition.columns.begin(), condition.columns.end(), has_filter);
  });
  // Filters are small reads, for which a worker would wait.
  if (!any || !file.IsFast()) return true;
  std::map<uint32_t, ColumnBounds> known;
  const BoundsLookup with_filters = [&](uint32_t column) -> const ColumnBounds* {
    const ColumnBounds* plain = bounds(column);
    if (plain == nullptr) return nullptr;
    const auto [at, is_new] = known.try_emplace(column, *plain);
    if (!is_new) return &at->second;
    const Leaf& leaf = table_->LeafOf(morsel.file, column);
    const uint64_t offset = table_->BloomOffset(morsel.file, morsel.row_group, column);
    if (auto filter = BloomFilter::Open(file, leaf, offset, kMostBloomQuestions)) {
      at->second.may_contain = [asked = *filter](const Value& value) mutable {
        return asked.MayContain(value);
      };
    }
    return &at->second;
  };
  return local.filter.CanStillPass(with_filters);
}

bool ParquetScan::PruneRows(LocalState& local, const BoundsLookup& bounds) {
  const Morsel& morsel = morsels_[local.morsel];
  const TableFile& file = table_->files[morsel.file];
  const PageIndexAccess indexes = {
      [&](uint32_t column) {
        const ColumnOrigin& origin = file.columns[column];
        const bool has_index = origin.IsStored() && !origin.needs_cast;
        return has_index ? local.group->PageIndexOf(origin.column) : nullptr;
      },
      [&](uint32_t column) { return local.group->PageIndexIsRight(file.columns[column].column); }};
  RowRanges ranges = local.filter.Prune({morsel.begin, morsel.end}, bounds, indexes);
  if (ranges.empty()) return false;
  // Windows of few rows would cost more than what they pass over.
  ranges.CloseGaps(request_.chunk_size);
  local.ranges = std::make_shared<const RowRanges>(std::move(ranges));
  local.range = 0;
  local.next_row = (*local.ranges)[0].begin;
  return true;
}

void ParquetScan::FinishMorsel(LocalState& local) {
  local.group = nullptr;
  local.has_morsel = false;
  morsels_done_.fetch_add(1, std::memory_order_relaxed);
  Release(local.morsel);
}

uint32_t ParquetScan::WindowSize(const LocalState& local) const {
  if (!local.filter.IsActive() || local.pass_rate > kDensePassRate) return request_.chunk_size;
  return std::max(request_.chunk_size,
                  std::min(request_.chunk_size * kWindowChunks, kMostWindowRows));
}

bool ParquetScan::NextWindow(LocalState& local) {
  if (local.rows_left == 0) return false;
  if (local.next_row >= (*local.ranges)[local.range].end) {
    if (++local.range == local.ranges->size()) return false;
    local.next_row = (*local.ranges)[local.range].begin;
  }
  local.filter.TakeReady();
  const auto count = static_cast<uint32_t>(
      std::min<int64_t>(WindowSize(local), (*local.ranges)[local.range].end - local.next_row));
  local.window.StartWindow(local.next_row, count);
  local.next_row += count;
  local.position = 0;
  local.count = count;
  local.is_dense = true;
  if (local.filter.IsActive()) {
    const size_t bytes = (size_t{count} + 8) * sizeof(uint32_t);
    // A selection handed out may still be in use.
    if (!IsSoleOwner(local.selected) || local.selected->size() < bytes) {
      local.selected = Buffer::Allocate(bytes);
    }
    local.count = local.filter.Apply(local.window, local.selected->as<uint32_t>());
    local.is_dense = local.count == count;
    const double rate = static_cast<double>(local.count) / count;
    local.pass_rate = kPassRateMemory * local.pass_rate + (1 - kPassRateMemory) * rate;
    if (local.filter.RowGroupIsEmpty()) return false;
  }
  local.has_rows = local.count > 0;
  return true;
}

uint32_t ParquetScan::TakeLimit(LocalState& local, uint32_t rows) {
  const auto taken = static_cast<uint32_t>(std::min<uint64_t>(rows, local.rows_left));
  local.rows_left -= taken;
  return taken;
}

void ParquetScan::Emit(LocalState& local, Chunk& out) {
  if (local.is_dense) {
    EmitDense(local, out);
  } else {
    EmitSelected(local, out);
  }
  local.has_rows = local.position < local.count;
}

void ParquetScan::EmitDense(LocalState& local, Chunk& out) {
  const uint32_t begin = local.position;
  uint32_t rows = std::min(local.count - begin, request_.chunk_size);
  local.position += rows;
  rows = TakeLimit(local, rows);
  std::vector<Vector> columns;
  columns.reserve(request_.columns.size());
  for (const uint32_t column : request_.columns) {
    if (rows == 0) break;
    if (local.window.HasColumn(column) || local.window.count() == rows) {
      columns.push_back(local.window.Column(column).Slice(begin, rows));
    } else {
      columns.push_back(local.window.reader(column).Read(local.window.row() + begin, rows));
    }
  }
  out = Chunk(std::move(columns), rows);
}

void ParquetScan::EmitSelected(LocalState& local, Chunk& out) {
  const uint32_t* selected = local.selected->as<uint32_t>() + local.position;
  const uint32_t left = local.count - local.position;
  const uint32_t window_rows = local.window.count();
  const uint32_t rows = TakeLimit(local, std::min(left, request_.chunk_size));
  const bool under_selection = window_rows <= request_.chunk_size &&
                               local.count > kDensePassRate * window_rows && rows == local.count;
  local.position += std::min(left, request_.chunk_size);
  std::vector<Vector> columns;
  columns.reserve(request_.columns.size());
  for (const uint32_t column : request_.columns) {
    if (rows == 0) break;
    if (under_selection) {
      columns.push_back(local.window.Column(column));
    } else {
      columns.push_back(local.window.Rows(column, selected, rows));
    }
  }
  out = Chunk(std::move(columns), under_selection ? window_rows : rows);
  if (under_selection) out.SetSelection(Selection(local.selected, rows));
}

}  // namespace lakebolt::parquet_format
