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
      : groups(std::make_unique<Groups>(parent)), bytes(parent.memory_, "window") {}

  std::unique_ptr<Groups> groups;
  uint64_t batch = 0;
  int64_t held = 0;
  std::vector<Part> parts;
  Reservation bytes;
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

GroupWindowBuild::GroupWindowBuild(WindowSpec spec, MemoryPool* memory)
    : spec_(std::move(spec)),
      layout_(std::make_shared<KeyLayout>(PartitionTypes(spec_))),
      memory_(memory),
      bytes_(memory, "window") {}

GroupWindowBuild::~GroupWindowBuild() = default;

std::vector<std::string> GroupWindowBuild::Details() const {
  const uint32_t partitions = results_.empty() ? 0 : results_[0]->size();
  return {"partitions: " + std::to_string(partitions), "grouped by hash"};
}

std::unique_ptr<LocalState> GroupWindowBuild::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(*this);
}

void GroupWindowBuild::StartBatch(LocalState& local, uint64_t batch) {
  static_cast<Local&>(local).batch = batch;
}

SinkStatus GroupWindowBuild::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  input.Compact();
  const uint32_t rows = input.size();
  if (rows == 0) return SinkStatus::kNeedInput;
  Groups& groups = *local.groups;
  BufferPtr partitions;
  if (!spec_.partition.empty()) {
    partitions = Buffer::Allocate(rows * sizeof(uint32_t));
    std::vector<Vector> keys;
    for (const uint32_t position : spec_.partition) keys.push_back(input.column(position));
    groups.table.FindOrAdd(keys, RowSet::Dense(rows), partitions->as<uint32_t>());
    for (auto& states : groups.states) states->Resize(groups.table.size());
    local.held += static_cast<int64_t>(partitions->size());
  }
  Aggregate(groups, input, partitions ? partitions->as<uint32_t>() : nullptr);
  input.mutable_columns().resize(spec_.payload);
  local.held += static_cast<int64_t>(input.MemoryBytes());
  local.parts.push_back({local.batch, 0, std::move(input), std::move(partitions)});
  local.bytes.Resize(local.held + static_cast<int64_t>(groups.MemoryBytes()));
  return SinkStatus::kNeedInput;
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
  const std::lock_guard lock(mutex_);
  for (Part& part : local.parts) {
    part.worker = workers_.size();
    parts_.push_back(std::move(part));
  }
  workers_.push_back(std::move(local.groups));
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

void GroupWindowBuild::Finish(TaskContext&) {
  if (workers_.empty()) return;
  std::stable_sort(parts_.begin(), parts_.end(),
                   [](const Part& a, const Part& b) { return a.batch < b.batch; });
  const uint32_t partitions = MergeGroups();
  for (const auto& states : workers_[0]->states) {
    results_.push_back(std::make_shared<Vector>(states->Finalize(0, partitions).Flatten()));
  }
  workers_.clear();
}

Chunk GroupWindowBuild::Compute(size_t chunk) const {
  const Part& part = parts_[chunk];
  const uint32_t rows = part.payload.size();
  std::vector<Vector> columns = part.payload.columns();
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

std::unique_ptr<LocalState> GroupWindowScan::MakeLocal(TaskContext&) {
  return std::make_unique<LocalState>();
}

SourceStatus GroupWindowScan::Next(TaskContext& context, LocalState&, Chunk& out) {
  const size_t chunk = next_.fetch_add(1);
  if (chunk >= input_->chunks()) return SourceStatus::kFinished;
  context.batch = chunk;
  out = input_->Compute(chunk);
  return SourceStatus::kRows;
}

uint32_t GroupWindowScan::MaxTasks() const {
  constexpr size_t kChunksPerTask = 4;
  return static_cast<uint32_t>(std::clamp<size_t>(input_->chunks() / kChunksPerTask, 1, 1024));
}

}  // namespace lakebolt
