#include "exec/join/group_join.h"

#include <algorithm>

#include "expression/evaluator.h"

namespace lakebolt {

namespace {

constexpr uint64_t kGroupsPerRange = 1 << 14;

}  // namespace

struct GroupJoin::Local final : LocalState {
  std::vector<std::vector<ExprEvaluator>> arguments;  // by call
  std::vector<std::optional<ExprEvaluator>> filters;
  std::vector<uint32_t> selected;
  std::vector<uint32_t> groups;
  std::vector<Vector> values;
  std::optional<Part> part;  // from the first chunk on: only then the groups are known
};

GroupJoin::GroupJoin(std::shared_ptr<const JoinTable> table, std::vector<AggregateSpec::Call> calls,
                     MemoryPool* memory)
    : table_(std::move(table)), calls_(std::move(calls)), memory_(memory) {}

std::vector<std::string> GroupJoin::Details() const {
  return {"group join, groups of build rows: " + std::to_string(table_->groups.count())};
}

std::unique_ptr<LocalState> GroupJoin::MakeLocal(TaskContext&) {
  auto local = std::make_unique<Local>();
  for (const AggregateSpec::Call& call : calls_) {
    auto& arguments = local->arguments.emplace_back();
    for (const ExprPtr& argument : call.arguments) arguments.emplace_back(argument);
    local->filters.emplace_back();
    if (call.filter != nullptr) local->filters.back().emplace(call.filter);
  }
  return local;
}

GroupJoin::States GroupJoin::MakeStates(uint32_t groups) const {
  States states;
  for (const AggregateSpec::Call& call : calls_) {
    states.push_back(call.function->make_states());
    states.back()->Resize(groups);
  }
  return states;
}

/// Tells from a few groups how much memory one will take.
int64_t GroupJoin::BytesPerGroup() const {
  constexpr uint32_t kSample = 1024;
  int64_t bytes = 0;
  for (const auto& states : MakeStates(kSample)) {
    bytes += static_cast<int64_t>(states->MemoryBytes());
  }
  return bytes / kSample + 1;
}

SinkStatus GroupJoin::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  if (input.count() == 0) return SinkStatus::kNeedInput;
  if (!local.part) {
    const uint32_t groups = table_->groups.count();
    Part part;
    part.memory = Reservation(memory_, "group join");
    part.memory.Grow(BytesPerGroup() * groups + groups);
    part.states = MakeStates(groups);
    part.seen.assign(groups, 0);
    local.part.emplace(std::move(part));
  }
  const uint32_t* numbers = input.columns().back().values<uint32_t>();
  const RowSet rows = input.rows();
  rows.ForEach([&](uint32_t row) { local.part->seen[numbers[row]] = 1; });
  for (size_t call = 0; call < calls_.size(); ++call) Update(local, call, input);
  return SinkStatus::kNeedInput;
}

void GroupJoin::Update(Local& local, size_t call, const Chunk& input) {
  RowSet rows = input.rows();
  if (local.filters[call]) {
    local.selected.resize(rows.count + 8);
    rows.count = local.filters[call]->Select(input.columns(), rows, local.selected.data());
    rows.indices = local.selected.data();
    if (rows.count == 0) return;
  }
  local.values.clear();
  for (ExprEvaluator& argument : local.arguments[call]) {
    local.values.push_back(argument.Evaluate(input.columns(), rows));
  }
  const uint32_t* groups = input.columns().back().values<uint32_t>();
  if (!rows.IsDense()) {
    local.groups.resize(rows.count);
    for (uint32_t i = 0; i < rows.count; ++i) local.groups[i] = groups[rows.indices[i]];
    groups = local.groups.data();
  }
  AggregateStates& states = *local.part->states[call];
  if (AggregateCall::TakesState(calls_[call].mode)) {
    states.Merge(local.values[0], rows, groups);
  } else {
    states.Update(local.values, rows, groups);
  }
}

void GroupJoin::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  if (!local.part) return;
  int64_t bytes = static_cast<int64_t>(local.part->seen.size());
  for (const auto& states : local.part->states)
    bytes += static_cast<int64_t>(states->MemoryBytes());
  local.part->memory.Resize(bytes);
  const std::lock_guard lock(mutex_);
  parts_.push_back(std::move(*local.part));
}

void GroupJoin::FindSeen(uint32_t begin, uint32_t count, uint8_t* seen) const {
  std::fill_n(seen, count, 0);
  for (const Part& part : parts_) {
    for (uint32_t i = 0; i < count; ++i) seen[i] |= part.seen[begin + i];
  }
}

std::vector<Vector> GroupJoin::Finalize(uint32_t begin, uint32_t count) const {
  // One worker's states are taken as they are, several are merged.
  const bool merges = parts_.size() != 1;
  States merged;
  if (merges) {
    std::vector<uint32_t> groups(count);
    for (uint32_t i = 0; i < count; ++i) groups[i] = i;
    merged = MakeStates(count);
    for (const Part& part : parts_) {
      for (size_t call = 0; call < calls_.size(); ++call) {
        merged[call]->Merge(part.states[call]->Export(begin, count), RowSet::Dense(count),
                            groups.data());
      }
    }
  }
  std::vector<Vector> columns;
  for (size_t call = 0; call < calls_.size(); ++call) {
    const AggregateStates& states = merges ? *merged[call] : *parts_[0].states[call];
    const uint32_t from = merges ? 0 : begin;
    columns.push_back(AggregateCall::GivesState(calls_[call].mode) ? states.Export(from, count)
                                                                   : states.Finalize(from, count));
  }
  return columns;
}

struct GroupJoinScan::Local final : LocalState {
  uint64_t begin = 0;
  uint64_t end = 0;
  std::vector<uint32_t> rows;
  std::vector<uint8_t> seen;
};

std::unique_ptr<LocalState> GroupJoinScan::MakeLocal(TaskContext&) {
  return std::make_unique<Local>();
}

uint32_t GroupJoinScan::MaxTasks() const {
  const uint64_t groups = input_->table().groups.count();
  return static_cast<uint32_t>((groups + kGroupsPerRange - 1) / kGroupsPerRange);
}

SourceStatus GroupJoinScan::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  const JoinTable& table = input_->table();
  context.query.cancellation->Check();
  if (local.begin >= local.end) {
    local.begin = next_range_.fetch_add(1) * kGroupsPerRange;
    if (local.begin >= table.groups.count()) {
      local.begin = local.end;
      return SourceStatus::kFinished;
    }
    local.end = std::min<uint64_t>(local.begin + kGroupsPerRange, table.groups.count());
  }
  const auto begin = static_cast<uint32_t>(local.begin);
  const auto count =
      static_cast<uint32_t>(std::min<uint64_t>(context.query.chunk_size, local.end - local.begin));
  local.begin += count;
  local.rows.resize(count);
  local.seen.resize(count + 8);
  input_->FindSeen(begin, count, local.seen.data());
  Selection seen = Selection::Allocate(count + 8);
  seen.set_count(SelectByMask(RowSet::Dense(count), local.seen.data(), seen.data()));
  if (seen.count() == 0) {
    out = Chunk();
    return SourceStatus::kRows;
  }
  table.groups.RowsOf(begin, count, local.rows.data());
  std::vector<Vector> results = input_->Finalize(begin, count);
  std::vector<Vector> columns;
  for (const uint32_t slot : table.layout.group_slots) {
    columns.push_back(table.columns[slot]->Gather(local.rows.data(), count));
  }
  std::move(results.begin(), results.end(), std::back_inserter(columns));
  out = Chunk(std::move(columns), count);
  if (seen.count() < count) out.SetSelection(std::move(seen));
  return SourceStatus::kRows;
}

}  // namespace lakebolt
