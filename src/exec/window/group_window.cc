#include "exec/window/group_window.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace lakebolt {

namespace {

/// Partitions may take one part in so many of a worker's share of the memory where it is short: all
/// workers' come together at the end.
constexpr int64_t kShareOfGroups = 4;

}  // namespace

struct GroupWindowBuild::Local final : LocalState {
  Local(const GroupWindowBuild& parent, uint32_t number, std::unique_ptr<LocalState> kept)
      : worker(number),
        rows(std::move(kept)),
        groups(std::make_unique<WindowGroups>(parent.spec_, parent.layout_)),
        bytes(parent.query_.memory, "window") {}

  uint32_t worker;
  std::unique_ptr<LocalState> rows;
  std::unique_ptr<WindowGroups> groups;               // null once rows are cut
  Reservation bytes;                                  // of the groups
  std::unique_ptr<PartitionedWindow::Writer> writer;  // or null
};

bool GroupWindowBuild::Supports(const WindowSpec& spec) {
  return spec.order.empty() && !spec.limit &&
         std::all_of(spec.calls.begin(), spec.calls.end(), [](const WindowSpec::Call& call) {
           return call.aggregate != nullptr && call.is_whole && call.aggregate->ignores_order &&
                  (!call.distinct || call.aggregate->ignores_duplicates);
         });
}

GroupWindowBuild::GroupWindowBuild(WindowSpec spec, const QueryContext& query)
    : spec_(std::move(spec)),
      query_(query),
      layout_(WindowGroups::MakeLayout(spec_)),
      rows_(query, "WINDOW"),
      cut_(spec_, layout_, query),
      bytes_(query.memory, "window") {}

std::vector<std::string> GroupWindowBuild::Details() const {
  if (cuts_) return {"grouped by hash, in shares"};
  const uint32_t partitions = results_.empty() ? 0 : results_[0]->size();
  return {"partitions: " + std::to_string(partitions), "grouped by hash"};
}

std::unique_ptr<LocalState> GroupWindowBuild::MakeLocal(TaskContext& context) {
  std::unique_ptr<LocalState> rows = rows_.MakeLocal(context);
  const std::lock_guard lock(mutex_);
  return std::make_unique<Local>(*this, locals_++, std::move(rows));
}

void GroupWindowBuild::StartBatch(LocalState& state, uint64_t batch) {
  auto& local = static_cast<Local&>(state);
  if (local.groups != nullptr) rows_.StartBatch(*local.rows, batch);
}

/// Appends the partition of each row, and the worker that numbered it.
Chunk GroupWindowBuild::WithPartitions(Chunk input, BufferPtr partitions, uint32_t worker) const {
  const uint32_t rows = input.size();
  const LogicalType type = TypeId::kUInt32;
  std::vector<Vector> columns = std::move(input.mutable_columns());
  if (partitions != nullptr) {
    columns.push_back(Vector::Flat(type, rows, std::move(partitions), nullptr));
    columns.push_back(Vector::Constant(Value::Integral(type, worker), rows));
  }
  return {std::move(columns), rows};
}

bool GroupWindowBuild::TakeMuch(int64_t group_bytes) const {
  return !spec_.partition.empty() &&
         group_bytes > query_.memory->limit() / query_.threads / kShareOfGroups;
}

SinkStatus GroupWindowBuild::Consume(TaskContext& context, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  const uint32_t rows = input.size();
  if (rows == 0) return SinkStatus::kNeedInput;
  if (cuts_) {
    Cut(local);
    local.writer->Add(input);
    return SinkStatus::kNeedInput;
  }
  BufferPtr partitions;
  if (!spec_.partition.empty()) {
    partitions = Buffer::Allocate(rows * sizeof(uint32_t));
    local.groups->Number(input, partitions->as<uint32_t>());
  }
  local.groups->Aggregate(input, partitions ? partitions->as<uint32_t>() : nullptr);
  Chunk kept = WithPartitions(std::move(input), std::move(partitions), local.worker);
  rows_.Consume(context, *local.rows, kept);
  const auto group_bytes = static_cast<int64_t>(local.groups->MemoryBytes());
  const int64_t more = std::max<int64_t>(0, group_bytes - local.bytes.size());
  const bool is_short = !local.bytes.TryGrow(more);
  if ((is_short || rows_.has_spilled()) && TakeMuch(group_bytes)) {
    cuts_ = true;
    Cut(local);
  } else if (is_short) {
    local.bytes.Grow(more);  // rows go to disk
  }
  return SinkStatus::kNeedInput;
}

void GroupWindowBuild::Cut(Local& local) {
  if (local.writer != nullptr) return;
  local.groups.reset();
  local.bytes.Free();
  local.writer = std::make_unique<PartitionedWindow::Writer>(cut_);
  rows_.Drain(*local.rows, [&](Chunk rows) { local.writer->Add(rows); });
}

void GroupWindowBuild::Merge(TaskContext& context, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  if (cuts_) {
    Cut(local);
    cut_.Merge(*local.writer);
    return;
  }
  rows_.Merge(context, *local.rows);
  const std::lock_guard lock(mutex_);
  if (groups_.size() <= local.worker) groups_.resize(local.worker + 1);
  groups_[local.worker] = std::move(local.groups);
  bytes_.Absorb(local.bytes);
}

uint32_t GroupWindowBuild::PrepareFinish(TaskContext&) {
  if (!cuts_) return 0;
  groups_.clear();
  bytes_.Free();
  return rows_.chunks() > 0 ? 1 : 0;
}

/// Cuts the rows of workers that had ended before others began to cut theirs.
void GroupWindowBuild::FinishPart(TaskContext&, uint32_t) {
  PartitionedWindow::Writer writer(cut_);
  rows_.Drain([&](Chunk rows) { writer.Add(rows); });
  cut_.Merge(writer);
}

void GroupWindowBuild::Finish(TaskContext& context) {
  rows_.Finish(context);
  stats().bytes_spilled = rows_.stats().bytes_spilled.load();
  if (cuts_) {
    stats().bytes_spilled += static_cast<uint64_t>(cut_.bytes());
    return;
  }
  renumbered_.resize(groups_.size());
  WindowGroups* all = nullptr;  // of the first worker
  for (size_t worker = 0; worker < groups_.size(); ++worker) {
    if (groups_[worker] == nullptr) continue;
    if (all == nullptr) {
      all = groups_[worker].get();
    } else {
      renumbered_[worker] = all->Merge(*groups_[worker]);
      groups_[worker] = nullptr;
    }
  }
  if (all != nullptr) results_ = all->Results();
  groups_.clear();
  int64_t bytes = 0;
  for (const auto& result : results_) bytes += static_cast<int64_t>(result->MemoryBytes());
  for (const auto& numbers : renumbered_) {
    bytes += static_cast<int64_t>(numbers.size() * sizeof(uint32_t));
  }
  bytes_.Resize(bytes);
}

int64_t GroupWindowBuild::Spill(int64_t bytes) {
  const int64_t given = rows_.Spill(bytes);
  if (!cuts_) stats().bytes_spilled = rows_.stats().bytes_spilled.load();
  return given;
}

Chunk GroupWindowBuild::Compute(size_t chunk) const {
  const Chunk kept = rows_.Read(chunk);
  const uint32_t rows = kept.size();
  std::vector<Vector> columns = kept.columns();
  columns.resize(spec_.payload);
  BufferPtr partitions;
  if (!spec_.partition.empty()) {
    const size_t place = spec_.types.size();
    const VectorReader<uint32_t> own(kept.column(place));
    const std::vector<uint32_t>& numbers =
        renumbered_[VectorReader<uint32_t>(kept.column(place + 1))[0]];
    partitions = Buffer::Allocate(rows * sizeof(uint32_t));
    auto* to = partitions->as<uint32_t>();
    for (uint32_t row = 0; row < rows; ++row)
      to[row] = numbers.empty() ? own[row] : numbers[own[row]];
  }
  AppendResults(results_, std::move(partitions), rows, columns);
  return {std::move(columns), rows};
}

struct GroupWindowScan::Local final : LocalState {
  std::optional<PartitionedWindow::Reader> share;
};

std::unique_ptr<LocalState> GroupWindowScan::MakeLocal(TaskContext&) {
  return std::make_unique<Local>();
}

SourceStatus GroupWindowScan::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  const PartitionedWindow* const cut = input_->cut();
  if (cut != nullptr) {
    while (!local.share || !local.share->Next(out)) {
      local.share.reset();
      const size_t share = next_.fetch_add(1);
      if (share >= PartitionedWindow::kShares) return SourceStatus::kFinished;
      context.batch = share;
      local.share.emplace(*cut, static_cast<uint32_t>(share));
    }
    return SourceStatus::kRows;
  }
  const size_t chunk = next_.fetch_add(1);
  if (chunk >= input_->chunks()) return SourceStatus::kFinished;
  context.batch = chunk;
  out = input_->Compute(chunk);
  return SourceStatus::kRows;
}

uint32_t GroupWindowScan::MaxTasks() const {
  constexpr size_t kChunksPerTask = 4;
  if (input_->cut() != nullptr) return PartitionedWindow::kShares;
  return static_cast<uint32_t>(std::clamp<size_t>(input_->chunks() / kChunksPerTask, 1, 1024));
}

}  // namespace lakebolt
