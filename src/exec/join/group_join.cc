#include "exec/join/group_join.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace lakebolt {

namespace {

constexpr uint64_t kGroupsPerRange = 1 << 14;

}  // namespace

struct GroupJoin::Local final : LocalState {
  explicit Local(const std::vector<AggregateSpec::Call>& calls) : evaluator({}, calls) {}

  GroupInputEvaluator evaluator;
  std::vector<uint32_t> groups;
  std::optional<Part> part;  // from the first chunk on: only then the groups are known
};

GroupJoin::GroupJoin(std::shared_ptr<const JoinTable> table, std::vector<AggregateSpec::Call> calls,
                     MemoryPool* memory)
    : table_(std::move(table)), calls_(std::move(calls)), memory_(memory) {}

std::vector<std::string> GroupJoin::Details() const {
  return {"group join, groups of build rows: " + std::to_string(table_->groups.count())};
}

std::unique_ptr<LocalState> GroupJoin::MakeLocal(TaskContext&) {
  return std::make_unique<Local>(calls_);
}

CallStates GroupJoin::MakeStates(uint32_t groups) const {
  CallStates states(calls_);
  states.Resize(groups);
  return states;
}

/// Tells from a few groups how much memory one will take.
int64_t GroupJoin::BytesPerGroup() const {
  constexpr uint32_t kSample = 1024;
  return static_cast<int64_t>(MakeStates(kSample).MemoryBytes() / kSample + 1);
}

SinkStatus GroupJoin::Consume(TaskContext&, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  if (input.count() == 0) return SinkStatus::kNeedInput;
  if (!local.part) {
    const uint32_t groups = table_->groups.count();
    Reservation memory(memory_, "group join");
    memory.Grow(BytesPerGroup() * groups + groups);
    local.part.emplace(
        Part{MakeStates(groups), std::vector<uint8_t>(groups, 0), std::move(memory)});
  }
  const RowSet rows = input.rows();
  const uint32_t* groups = input.columns().back().values<uint32_t>();
  if (!rows.IsDense()) {
    local.groups.resize(rows.count);
    for (uint32_t i = 0; i < rows.count; ++i) local.groups[i] = groups[rows.indices[i]];
    groups = local.groups.data();
  }
  for (uint32_t i = 0; i < rows.count; ++i) local.part->seen[groups[i]] = 1;
  local.part->states.Update(local.evaluator.Evaluate(input), rows, groups);
  return SinkStatus::kNeedInput;
}

void GroupJoin::Merge(TaskContext&, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  if (!local.part) return;
  Part& part = *local.part;
  part.memory.Resize(static_cast<int64_t>(part.seen.size() + part.states.MemoryBytes()));
  const std::lock_guard lock(mutex_);
  parts_.push_back(std::move(part));
}

void GroupJoin::FindSeen(uint32_t begin, uint32_t count, uint8_t* seen) const {
  std::fill_n(seen, count, 0);
  for (const Part& part : parts_) {
    for (uint32_t i = 0; i < count; ++i) seen[i] |= part.seen[begin + i];
  }
}

std::vector<Vector> GroupJoin::Finalize(uint32_t begin, uint32_t count) const {
  if (parts_.size() == 1) return parts_[0].states.Finalize(begin, count);
  std::vector<uint32_t> groups(count);
  for (uint32_t i = 0; i < count; ++i) groups[i] = i;
  CallStates merged = MakeStates(count);
  for (const Part& part : parts_) {
    merged.Merge(part.states.Export(begin, count), RowSet::Dense(count), groups.data());
  }
  return merged.Finalize(0, count);
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
