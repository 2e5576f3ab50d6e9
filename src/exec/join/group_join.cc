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
  // From the first chunk on, since only then the groups are known, one of these:
  std::optional<Part> part;
  std::unique_ptr<LocalState> by_hash;
};

GroupJoin::GroupJoin(std::shared_ptr<const JoinTable> table, std::vector<AggregateSpec::Call> calls,
                     const QueryContext& query)
    : table_(std::move(table)),
      calls_(std::move(calls)),
      query_(query),
      memory_(query.memory, "group join") {}

std::vector<std::string> GroupJoin::Details() const {
  if (by_hash_ != nullptr) return {"groups by hash: memory is short"};
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

/// Tells from a few groups how much memory one will take; what texts and lists take is guessed.
int64_t GroupJoin::BytesPerGroup() const {
  constexpr uint32_t kSample = 1024;
  constexpr int64_t kVariableBytes = 48;
  auto bytes = static_cast<int64_t>(MakeStates(kSample).MemoryBytes() / kSample + 1);
  for (const AggregateSpec::Call& call : calls_) {
    const LogicalType& state = call.function->state;
    if (state.physical() == PhysicalType::kString || state.IsNested()) bytes += kVariableBytes;
  }
  return bytes;
}

void GroupJoin::Choose() {
  const uint32_t groups = table_->groups.count();
  const int64_t bytes = (BytesPerGroup() + 1) * groups * query_.threads;
  if (table_->spilled != nullptr || !memory_.TryGrow(bytes)) GroupByHash();
}

void GroupJoin::GroupByHash() {
  const JoinSpec& join = table_->spec;
  AggregateSpec spec;
  auto position = static_cast<uint32_t>(join.probe_output.size() + join.build_output.size());
  for (const uint32_t column : join.group_columns) {
    spec.keys.push_back(std::make_shared<InputExpr>(position++, join.build_types[column], ""));
  }
  spec.calls = calls_;
  by_hash_sink_ = std::make_shared<HashAggregate>(std::move(spec), query_);
  by_hash_scan_ = std::make_unique<AggregateScan>(by_hash_sink_);
  by_hash_ = by_hash_sink_.get();
}

Chunk GroupJoin::WithGroupColumns(const Chunk& input) const {
  const uint32_t rows = input.size();
  const Vector numbers = input.columns().back().Flatten();
  std::vector<uint32_t> group_rows(rows, 0);
  const RowSet live = input.rows();
  live.ForEach([&](uint32_t row) {
    table_->groups.RowsOf(numbers.values<uint32_t>()[row], 1, &group_rows[row]);
  });
  std::vector<Vector> columns(input.columns().begin(), input.columns().end() - 1);
  for (const uint32_t slot : table_->layout.group_slots) {
    columns.push_back(table_->columns[slot]->Gather(group_rows.data(), rows));
  }
  Chunk out(std::move(columns), rows);
  if (input.selection()) out.SetSelection(*input.selection());
  return out;
}

SinkStatus GroupJoin::Consume(TaskContext& context, LocalState& state, Chunk& input) {
  auto& local = static_cast<Local&>(state);
  if (input.count() == 0) return SinkStatus::kNeedInput;
  chosen_.Ensure([this] { Choose(); });
  if (HashAggregate* by_hash = by_hash_.load()) {
    if (local.by_hash == nullptr) local.by_hash = by_hash->MakeLocal(context);
    if (table_->spilled != nullptr) return by_hash->Consume(context, *local.by_hash, input);
    Chunk rows = WithGroupColumns(input);
    return by_hash->Consume(context, *local.by_hash, rows);
  }
  if (!local.part) {
    const uint32_t groups = table_->groups.count();
    local.part.emplace(Part{MakeStates(groups), std::vector<uint8_t>(groups, 0)});
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

void GroupJoin::Merge(TaskContext& context, LocalState& state) {
  auto& local = static_cast<Local&>(state);
  if (local.by_hash != nullptr) by_hash_.load()->Merge(context, *local.by_hash);
  if (!local.part) return;
  const auto held =
      static_cast<int64_t>(local.part->seen.size() + local.part->states.MemoryBytes());
  const int64_t charged = (BytesPerGroup() + 1) * table_->groups.count();
  Reservation more(query_.memory, "group join");
  more.Grow(std::max<int64_t>(0, held - charged));
  const std::lock_guard lock(mutex_);
  memory_.Absorb(more);
  parts_.push_back(std::move(*local.part));
}

uint32_t GroupJoin::PrepareFinish(TaskContext& context) {
  return by_hash_ == nullptr ? 0 : by_hash_.load()->PrepareFinish(context);
}

void GroupJoin::FinishPart(TaskContext& context, uint32_t part) {
  by_hash_.load()->FinishPart(context, part);
}

uint32_t GroupJoin::NextStage(TaskContext& context) {
  return by_hash_ == nullptr ? 0 : by_hash_.load()->NextStage(context);
}

void GroupJoin::Finish(TaskContext& context) {
  if (by_hash_ == nullptr) return;
  by_hash_.load()->Finish(context);
  stats().bytes_spilled = by_hash_.load()->stats().bytes_spilled.load();
}

int64_t GroupJoin::Spill(int64_t bytes) {
  HashAggregate* by_hash = by_hash_;
  return by_hash == nullptr ? 0 : by_hash->Spill(bytes);
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
  std::unique_ptr<LocalState> by_hash;
  uint64_t begin = 0;
  uint64_t end = 0;
  std::vector<uint32_t> rows;
  std::vector<uint8_t> seen;
};

std::unique_ptr<LocalState> GroupJoinScan::MakeLocal(TaskContext&) {
  return std::make_unique<Local>();
}

uint32_t GroupJoinScan::MaxTasks() const {
  if (const Source* by_hash = input_->by_hash()) return by_hash->MaxTasks();
  const uint64_t groups = input_->table().groups.count();
  return static_cast<uint32_t>((groups + kGroupsPerRange - 1) / kGroupsPerRange);
}

SourceStatus GroupJoinScan::Next(TaskContext& context, LocalState& state, Chunk& out) {
  auto& local = static_cast<Local&>(state);
  const JoinTable& table = input_->table();
  context.query.cancellation->Check();
  if (Source* by_hash = input_->by_hash()) {
    if (local.by_hash == nullptr) local.by_hash = by_hash->MakeLocal(context);
    return by_hash->Next(context, *local.by_hash, out);
  }
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
