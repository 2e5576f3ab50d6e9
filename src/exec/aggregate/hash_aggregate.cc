#include "exec/aggregate/hash_aggregate.h"

#include <algorithm>

#include "expression/evaluator.h"

namespace lakebolt {

namespace {

/// Groups in a hot table before handing on is thought of: with slots and states about the L2 cache.
constexpr uint32_t kHotGroups = 1 << 15;
/// Hands on only where a group stands for fewer input rows than this: else the table does its work.
constexpr uint64_t kWorthwhileReduction = 4;
/// Fewer groups than this are merged in one part.
constexpr size_t kGroupsForPartitions = 1 << 14;

}  // namespace

struct HashAggregate::Local final : LocalState {
  explicit Local(const HashAggregate& parent)
      : groups(parent.spec_, parent.layout_),
        table_bytes(parent.memory_, "group by"),
        exported_bytes(parent.memory_, "group by") {}

  GroupedStates groups;
  GroupedStates::Input input;
  std::vector<ExprEvaluator> keys;
  std::vector<std::vector<ExprEvaluator>> arguments;
  std::vector<std::optional<ExprEvaluator>> filters;
  std::vector<std::vector<uint8_t>> masks;
  std::vector<uint32_t> selected;
  uint64_t rows_since_export = 0;
  Reservation table_bytes;
  Reservation exported_bytes;
  std::vector<ExportedGroups> exported;
};

HashAggregate::HashAggregate(AggregateSpec spec, MemoryPool* memory)
    : spec_(std::move(spec)),
      layout_(std::make_shared<KeyLayout>(spec_.KeyTypes())),
      memory_(memory),
      exported_bytes_(memory, "group by") {}

std::vector<std::string> HashAggregate::Details() const {
  size_t groups = 0;
  for (const auto& partition : partitions_) groups += partition->size();
  return {"groups: " + std::to_string(groups) +
          ", partitions: " + std::to_string(partitions_.size())};
}

std::unique_ptr<LocalState> HashAggregate::MakeLocal(TaskContext&) {
  auto local = std::make_unique<Local>(*this);
  for (const ExprPtr& key : spec_.keys) local->keys.emplace_back(key);
  for (const AggregateSpec::Call& call : spec_.calls) {
    auto& arguments = local->arguments.emplace_back();
    for (const ExprPtr& argument : call.arguments) arguments.emplace_back(argument);
    local->filters.emplace_back();
    if (call.filter != nullptr) local->filters.back().emplace(call.filter);
  }
  local->masks.resize(spec_.calls.size());
  return local;
}

void HashAggregate::EvaluateInput(Local& local, const Chunk& chunk) {
  const RowSet rows = chunk.rows();
  GroupedStates::Input& input = local.input;
  input.keys.clear();
  for (ExprEvaluator& key : local.keys) input.keys.push_back(key.Evaluate(chunk.columns(), rows));
  input.arguments.resize(spec_.calls.size());
  input.filter_masks.assign(spec_.calls.size(), nullptr);
  for (size_t c = 0; c < spec_.calls.size(); ++c) {
    RowSet wanted = rows;
    if (local.filters[c]) {
      local.selected.resize(rows.count + 8);
      wanted.count = local.filters[c]->Select(chunk.columns(), rows, local.selected.data());
      wanted.indices = local.selected.data();
      std::vector<uint8_t>& mask = local.masks[c];
      mask.assign(chunk.size(), 0);
      for (uint32_t i = 0; i < wanted.count; ++i) mask[wanted.indices[i]] = 1;
      input.filter_masks[c] = mask.data();
    }
    input.arguments[c].clear();
    for (ExprEvaluator& argument : local.arguments[c]) {
      input.arguments[c].push_back(argument.Evaluate(chunk.columns(), wanted));
    }
  }
}

SinkStatus HashAggregate::Consume(TaskContext&, LocalState& state, Chunk& chunk) {
  auto& local = static_cast<Local&>(state);
  EvaluateInput(local, chunk);
  local.groups.Update(local.input, chunk.rows());
  local.rows_since_export += chunk.count();
  const uint32_t groups = local.groups.size();
  if (groups >= kHotGroups && local.rows_since_export < groups * kWorthwhileReduction) {
    HandOn(local);
  }
  local.table_bytes.Resize(static_cast<int64_t>(local.groups.MemoryBytes()));
  return SinkStatus::kNeedInput;
}

void HashAggregate::HandOn(Local& local) {
  ExportedGroups groups = local.groups.Export();
  if (!spec_.keys.empty()) groups.Partition();
  local.exported_bytes.Grow(static_cast<int64_t>(groups.MemoryBytes()));
  local.exported.push_back(std::move(groups));
  local.groups.Clear();
  local.rows_since_export = 0;
}

void HashAggregate::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  if (local.groups.size() > 0) HandOn(local);
  local.table_bytes.Free();
  const int64_t bytes = local.exported_bytes.size();
  local.exported_bytes.Free();
  const std::lock_guard lock(mutex_);
  exported_bytes_.Grow(bytes);
  for (ExportedGroups& groups : local.exported) exported_.push_back(std::move(groups));
}

uint32_t HashAggregate::PrepareFinish(TaskContext&) {
  size_t groups = 0;
  for (const ExportedGroups& part : exported_) groups += part.count;
  const uint32_t partitions = groups < kGroupsForPartitions ? 1 : kGroupPartitions;
  for (uint32_t p = 0; p < partitions; ++p) {
    partitions_.push_back(std::make_unique<GroupedStates>(spec_, layout_));
    partition_bytes_.emplace_back(memory_, "group by");
  }
  return partitions;
}

void HashAggregate::FinishPart(TaskContext& context, uint32_t part) {
  GroupedStates& target = *partitions_[part];
  for (const ExportedGroups& groups : exported_) {
    context.query.cancellation->Check();
    const bool whole = partitions_.size() == 1;
    const RowSet rows = whole ? RowSet::Dense(groups.count) : groups.PartitionRows(part);
    target.MergeExported(groups, rows);
    partition_bytes_[part].Resize(static_cast<int64_t>(target.MemoryBytes()));
  }
}

namespace {

struct AggregateScanLocal final : LocalState {
  size_t partition = 0;
  uint32_t next_group = 0;
  bool has_partition = false;
};

}  // namespace

std::unique_ptr<LocalState> AggregateScan::MakeLocal(TaskContext&) {
  return std::make_unique<AggregateScanLocal>();
}

SourceStatus AggregateScan::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<AggregateScanLocal&>(state);
  while (true) {
    if (!local.has_partition) {
      local.partition = next_partition_.fetch_add(1);
      if (local.partition >= input_->partitions().size()) return SourceStatus::kFinished;
      local.has_partition = true;
      local.next_group = 0;
    }
    const GroupedStates& groups = *input_->partitions()[local.partition];
    const uint32_t count = std::min(context.query.chunk_size, groups.size() - local.next_group);
    if (count == 0) {
      local.has_partition = false;
      continue;
    }
    out = Chunk(groups.Finalize(local.next_group, count), count);
    local.next_group += count;
    return SourceStatus::kRows;
  }
}

uint32_t AggregateScan::MaxTasks() const {
  return static_cast<uint32_t>(input_->partitions().size());
}

}  // namespace lakebolt
