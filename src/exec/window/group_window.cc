#include "exec/window/group_window.h"

#include <algorithm>

namespace lakebolt {

/// Holds one worker's partitions: their keys and the states of all calls.
struct GroupWindowBuild::Groups {
  explicit Groups(const GroupWindowBuild& parent) : table(parent.layout_) {
    for (const WindowSpec::Call& call : parent.spec_.calls) {
      states.push_back(call.aggregate->make_states());
      if (parent.spec_.partition.empty()) states.back()->Resize(1);
    }
  }

  size_t MemoryBytes() const {
    size_t bytes = table.MemoryBytes();
    for (const auto& state : states) bytes += state->MemoryBytes();
    return bytes;
  }

  GroupTable table;
  std::vector<std::unique_ptr<AggregateStates>> states;
};

struct GroupWindowBuild::Local final : LocalState {
  explicit Local(const GroupWindowBuild& parent)
      : groups(std::make_unique<Groups>(parent)), bytes(parent.query_.memory, "window") {}

  /// Returns by how much the groups have grown since the last call.
  int64_t GroupBytes() {
    const auto now = static_cast<int64_t>(groups->MemoryBytes());
    return std::max<int64_t>(0, now - std::exchange(group_bytes, std::max(group_bytes, now)));
  }

  std::unique_ptr<Groups> groups;  // null once rows are sorted
  uint64_t batch = 0;
  uint64_t batch_rows = 0;
  HeldColumns held;
  std::vector<Part> parts;
  Reservation bytes;
  int64_t group_bytes = 0;
};

namespace {

std::vector<LogicalType> PartitionTypes(const WindowSpec& spec) {
  std::vector<LogicalType> types;
  for (const uint32_t position : spec.partition) types.push_back(spec.types[position]);
  return types;
}

}  // namespace

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
      layout_(std::make_shared<KeyLayout>(PartitionTypes(spec_))),
      bytes_(query.memory, "window") {}

GroupWindowBuild::~GroupWindowBuild() = default;

std::vector<std::string> GroupWindowBuild::Details() const {
  if (sorts_) return sorted_->Details();
  const uint32_t partitions = results_.empty() ? 0 : results_[0]->size();
  return {"partitions: " + std::to_string(partitions), "grouped by hash"};
}

std::unique_ptr<LocalState> GroupWindowBuild::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*this);
}

void GroupWindowBuild::StartBatch(LocalState& state, uint64_t batch) {
  auto& local = static_cast<Local&>(state);
  if (local.batch != batch) local.batch_rows = 0;
  local.batch = batch;
}

void GroupWindowBuild::StartSorting(TaskContext& context) {
  const std::lock_guard lock(mutex_);
  if (sorted_ != nullptr) return;
  sorted_ = std::make_shared<WindowBuild>(spec_, query_.memory, query_.threads);
  sorted_->AllowSpilling(query_);
  sorted_local_ = sorted_->MakeLocal(context);
  sorts_ = sorted_->CanSpill();
}

void GroupWindowBuild::WriteRuns(std::vector<Part> parts) {
  // Sorting a run copies it, for which there is no memory: a small part at a time.
  constexpr int64_t kRunsInLimit = 8;
  constexpr int64_t kMostBytes = int64_t{16} << 20;
  const int64_t run_bytes =
      std::min(kMostBytes, query_.memory->limit() / kRunsInLimit / query_.threads);
  std::vector<RowCollector::Part> run;
  int64_t bytes = 0;
  for (Part& part : parts) {
    query_.cancellation->Check();
    bytes += static_cast<int64_t>(part.rows.chunk.MemoryBytes());
    run.push_back(std::move(part.rows));
    if (bytes < run_bytes) continue;
    sorted_->AddRun(std::exchange(run, {}));
    bytes = 0;
  }
  if (!run.empty()) sorted_->AddRun(std::move(run));
}

void GroupWindowBuild::WriteRuns(Local& local) {
  local.groups.reset();
  WriteRuns(std::exchange(local.parts, {}));
  local.held.Clear();
  local.bytes.Free();
}

SinkStatus GroupWindowBuild::Consume(TaskContext& context, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  const uint32_t rows = input.size();
  if (rows == 0) return SinkStatus::kNeedInput;
  const int64_t held =
      local.held.Add(input.mutable_columns()) + int64_t{rows} * int64_t{sizeof(uint32_t)};
  Part part{{local.batch, std::move(input), local.batch_rows}, 0, nullptr};
  local.batch_rows += rows;
  if (!local.bytes.TryGrow(held)) {
    StartSorting(context);
    if (!sorts_) local.bytes.Grow(held);
  }
  if (!sorts_) {
    Number(local, std::move(part));
    const int64_t more = local.GroupBytes();
    if (local.bytes.TryGrow(more)) return SinkStatus::kNeedInput;
    StartSorting(context);
    if (!sorts_) local.bytes.Grow(more);
    return SinkStatus::kNeedInput;
  }
  local.parts.push_back(std::move(part));
  if (local.groups != nullptr || !local.bytes.TryGrow(2 * held)) WriteRuns(local);
  return SinkStatus::kNeedInput;
}

/// Numbers the rows of a part by partition, aggregates and keeps them.
void GroupWindowBuild::Number(Local& local, Part part) const {
  Groups& groups = *local.groups;
  const Chunk& input = part.rows.chunk;
  const uint32_t rows = input.size();
  if (!spec_.partition.empty()) {
    part.partitions = Buffer::Allocate(rows * sizeof(uint32_t));
    std::vector<Vector> keys;
    for (const uint32_t position : spec_.partition) keys.push_back(input.column(position));
    groups.table.FindOrAdd(keys, RowSet::Dense(rows), part.partitions->as<uint32_t>());
    for (auto& states : groups.states) states->Resize(groups.table.size());
  }
  Aggregate(groups, input, part.partitions ? part.partitions->as<uint32_t>() : nullptr);
  local.parts.push_back(std::move(part));
}

void GroupWindowBuild::Aggregate(Groups& groups, const Chunk& input,
                                 const uint32_t* partitions) const {
  const uint32_t rows = input.size();
  std::vector<uint32_t> taken;
  std::vector<uint32_t> partitions_taken;
  for (size_t c = 0; c < spec_.calls.size(); ++c) {
    const WindowSpec::Call& call = spec_.calls[c];
    std::vector<Vector> arguments;
    for (const WindowOperand& argument : call.arguments) {
      arguments.push_back(argument.position ? input.column(*argument.position)
                                            : Vector::Constant(argument.constant, rows));
    }
    if (!call.filter) {
      groups.states[c]->Update(arguments, RowSet::Dense(rows), partitions);
      continue;
    }
    const VectorReader<uint8_t> passes(input.column(*call.filter));
    taken.clear();
    partitions_taken.clear();
    for (uint32_t row = 0; row < rows; ++row) {
      if (passes.IsNull(row) || passes[row] == 0) continue;
      taken.push_back(row);
      if (partitions != nullptr) partitions_taken.push_back(partitions[row]);
    }
    if (taken.empty()) continue;
    const RowSet set{taken.data(), static_cast<uint32_t>(taken.size()), rows};
    groups.states[c]->Update(arguments, set,
                             partitions != nullptr ? partitions_taken.data() : nullptr);
  }
}

void GroupWindowBuild::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  if (sorts_) WriteRuns(local);
  const std::lock_guard lock(mutex_);
  for (Part& part : local.parts) {
    part.worker = workers_.size();
    parts_.push_back(std::move(part));
  }
  if (local.groups != nullptr) workers_.push_back(std::move(local.groups));
  bytes_.Absorb(local.bytes);
}

/// Brings all workers' partitions together in the first one's; returns how many there are.
uint32_t GroupWindowBuild::MergeGroups() {
  renumbered_.resize(workers_.size());
  Groups& all = *workers_[0];
  for (size_t w = 1; w < workers_.size(); ++w) {
    Groups& own = *workers_[w];
    const uint32_t count = spec_.partition.empty() ? 1 : own.table.size();
    if (count == 0) continue;
    std::vector<uint32_t>& numbers = renumbered_[w];
    numbers.assign(count, 0);
    if (!spec_.partition.empty()) {
      std::vector<uint64_t> scratch;
      const uint64_t* hashes = own.table.Hashes(scratch);
      all.table.KeepAlive(own.table.strings(), own.table.string_bytes());
      all.table.FindOrAddPacked({own.table.packed_keys(), layout_->words(), hashes}, count,
                                numbers.data());
    }
    for (size_t c = 0; c < all.states.size(); ++c) {
      if (!spec_.partition.empty()) all.states[c]->Resize(all.table.size());
      all.states[c]->Merge(own.states[c]->Export(0, count), RowSet::Dense(count), numbers.data());
    }
    workers_[w] = nullptr;
  }
  return spec_.partition.empty() ? 1 : all.table.size();
}

uint32_t GroupWindowBuild::PrepareFinish(TaskContext& context) {
  if (!sorts_) return 0;
  workers_.clear();
  writes_rest_ = !parts_.empty();
  return writes_rest_ ? 1 : sorted_->PrepareFinish(context);
}

void GroupWindowBuild::FinishPart(TaskContext& context, uint32_t part) {
  if (!writes_rest_) return sorted_->FinishPart(context, part);
  WriteRuns(std::exchange(parts_, {}));
}

uint32_t GroupWindowBuild::NextStage(TaskContext& context) {
  if (!std::exchange(writes_rest_, false)) return sorted_->NextStage(context);
  bytes_.Free();
  return sorted_->PrepareFinish(context);
}

int64_t GroupWindowBuild::Spill(int64_t bytes) {
  return sorts_ ? sorted_->Spill(bytes) : 0;
}

void GroupWindowBuild::Finish(TaskContext& context) {
  if (sorts_) {
    sorted_->Finish(context);
    stats().bytes_spilled = sorted_->stats().bytes_spilled.load();
    return;
  }
  if (workers_.empty()) return;
  std::stable_sort(parts_.begin(), parts_.end(),
                   [](const Part& a, const Part& b) { return a.rows.batch < b.rows.batch; });
  const uint32_t partitions = MergeGroups();
  for (const auto& states : workers_[0]->states) {
    results_.push_back(std::make_shared<Vector>(states->Finalize(0, partitions).Flatten()));
  }
  workers_.clear();
}

Chunk GroupWindowBuild::Compute(size_t chunk) const {
  const Part& part = parts_[chunk];
  const uint32_t rows = part.rows.chunk.size();
  std::vector<Vector> columns = part.rows.chunk.columns();
  columns.resize(spec_.payload);
  const std::vector<uint32_t>& numbers = renumbered_[part.worker];
  BufferPtr codes = part.partitions;
  if (codes != nullptr && !numbers.empty()) {
    codes = Buffer::Allocate(rows * sizeof(uint32_t));
    const auto* own = part.partitions->as<uint32_t>();
    for (uint32_t row = 0; row < rows; ++row) codes->as<uint32_t>()[row] = numbers[own[row]];
  }
  for (const std::shared_ptr<const Vector>& result : results_) {
    if (codes == nullptr) {
      columns.push_back(result->AsConstant(rows));
    } else if (result->size() <= rows && !result->type().IsNested()) {
      columns.push_back(Vector::Dictionary(result, codes, rows));
    } else {
      columns.push_back(result->Gather(codes->as<uint32_t>(), rows));
    }
  }
  return {std::move(columns), rows};
}

WindowScan* GroupWindowScan::Sorted() const {
  std::call_once(looked_, [this] {
    if (input_->sorted() != nullptr) sorted_ = std::make_unique<WindowScan>(input_->sorted());
  });
  return sorted_.get();
}

std::unique_ptr<LocalState> GroupWindowScan::MakeLocal(TaskContext& context) {
  WindowScan* const sorted = Sorted();
  return sorted != nullptr ? sorted->MakeLocal(context) : std::make_unique<LocalState>();
}

SourceStatus GroupWindowScan::Next(TaskContext& context, LocalState& local, Chunk& out) {
  if (WindowScan* const sorted = Sorted()) return sorted->Next(context, local, out);
  const size_t chunk = next_.fetch_add(1);
  if (chunk >= input_->chunks()) return SourceStatus::kFinished;
  context.batch = chunk;
  out = input_->Compute(chunk);
  return SourceStatus::kRows;
}

uint32_t GroupWindowScan::MaxTasks() const {
  constexpr size_t kChunksPerTask = 4;
  if (const WindowScan* const sorted = Sorted()) return sorted->MaxTasks();
  return static_cast<uint32_t>(std::clamp<size_t>(input_->chunks() / kChunksPerTask, 1, 1024));
}

}  // namespace lakebolt
