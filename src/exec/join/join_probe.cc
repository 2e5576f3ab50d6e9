#include "exec/join/join_probe.h"

#include <optional>
#include <utility>

#include "exec/join/partition_join.h"

namespace lakebolt {

std::unique_ptr<ProbeStrategy> MakeProbeStrategy(const JoinTable& table) {
  if (table.traits.flipped) return MakeMarkBuildProbe();
  if (table.traits.presence) return MakePresenceProbe();
  if (table.index.kind() == RowIndex::Kind::kAll && table.spec.residual != nullptr) {
    return MakeLoopProbe(table);
  }
  return table.HasDuplicates() ? MakePairProbe() : MakeSingleProbe();
}

struct JoinProbe::Local final : LocalState {
  explicit Local(JoinProbe& join_probe) : probe(join_probe) {}
  ~Local() override { probe.Arrive(*this); }

  JoinProbe& probe;
  // Made at the first chunk, when the build side has surely finished.
  std::optional<ProbeState> state;
  std::unique_ptr<ProbeStrategy> strategy;
  bool in_chunk = false;
  // Of a join that spilled:
  bool writes = true;
  bool has_waited = false;  // for other workers to be through with their probe rows
  std::optional<ProbeKeys> keys;
  std::unique_ptr<PartitionedRows> spilled;
  std::vector<uint32_t> partition_of;
  std::vector<uint32_t> spilled_rows;
  std::optional<SpilledJoin::Work> work;
  std::unique_ptr<PartitionJoin> join;
};

std::string JoinProbe::Name() const {
  if (!table_->spec.ranges.empty()) return "RANGE JOIN PROBE";
  return table_->spec.probe_keys.empty() ? "NESTED LOOP JOIN PROBE" : "HASH JOIN PROBE";
}

std::vector<std::string> JoinProbe::Details() const {
  return {std::string(JoinKindName(table_->spec.kind)) +
          (table_->traits.flipped ? ", gives build rows" : "")};
}

std::unique_ptr<LocalState> JoinProbe::MakeLocal(TaskContext&) {
  const std::lock_guard lock(mutex_);
  ++writing_;
  return std::make_unique<Local>(*this);
}

TransformStatus JoinProbe::Process(TaskContext& context, LocalState& base, Chunk& input,
                                   Chunk& out) {
  auto& local = static_cast<Local&>(base);
  context.query.cancellation->Check();
  out = Chunk();
  if (table_->GivesNothing()) return TransformStatus::kFinished;
  if (table_->spilled != nullptr && !local.in_chunk) {
    Spill(local, input);
    if (table_->spilled->resident() == 0) return TransformStatus::kNeedInput;
  }
  if (!local.state) {
    local.state.emplace(*table_);
    local.strategy = MakeProbeStrategy(*table_);
  }
  const RowSet rows = input.rows();
  if (rows.count == 0) return TransformStatus::kNeedInput;
  const bool first = !local.in_chunk;
  if (first) {
    local.state->refs.resize(rows.count);
    local.state->keys.Evaluate(input.columns(), rows);
    if (local.state->ranges) {
      local.state->ranges->Find(input.columns(), rows, local.state->refs.data());
    } else {
      local.state->keys.Find(rows, local.state->refs.data());
    }
  }
  const TransformStatus status = local.strategy->Process(context, *local.state, input, first, out);
  local.in_chunk = status == TransformStatus::kMoreOutput;
  return status;
}

void JoinProbe::Spill(Local& local, Chunk& input) {
  const RowSet rows = input.rows();
  if (rows.count == 0) return;
  SpilledJoin& spilled = *table_->spilled;
  if (local.spilled == nullptr) {
    local.spilled = spilled.MakeProbeRows();
    local.keys.emplace(*table_);
  }
  local.keys->Evaluate(input.columns(), rows);
  spilled.PartitionProbe(local.keys->keys(), rows, local.partition_of);
  if (spilled.resident() == 0) {
    local.spilled->Add(input.columns(), rows, local.partition_of.data());
    return;
  }
  Selection resident = Selection::Allocate(rows.count + 1);
  uint32_t resident_rows = 0;
  uint32_t spilled_rows = 0;
  local.spilled_rows.resize(rows.count);
  // Without branches: nothing tells which of the two comes next.
  for (uint32_t i = 0; i < rows.count; ++i) {
    const uint32_t partition = local.partition_of[i];
    resident.data()[resident_rows] = rows[i];
    local.spilled_rows[spilled_rows] = rows[i];
    local.partition_of[spilled_rows] = partition;
    const bool is_resident = partition < spilled.resident();
    resident_rows += is_resident ? 1 : 0;
    spilled_rows += is_resident ? 0 : 1;
  }
  local.spilled->Add(input.columns(), {local.spilled_rows.data(), spilled_rows, rows.size},
                     local.partition_of.data());
  resident.set_count(resident_rows);
  input.SetSelection(std::move(resident));
}

void JoinProbe::Arrive(Local& local) {
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(local.writes, false) || --writing_ > 0) return;
    waiting.swap(waiting_);
  }
  for (const auto& wake : waiting) wake();
}

bool JoinProbe::WaitsForOthers(TaskContext& context) {
  const std::lock_guard lock(mutex_);
  if (writing_ == 0) return false;
  waiting_.push_back(context.waker);
  return true;
}

TransformStatus JoinProbe::Flush(TaskContext& context, LocalState& state, Chunk& out) {
  if (table_->spilled == nullptr) return TransformStatus::kNeedInput;
  auto& local = static_cast<Local&>(state);
  SpilledJoin& spilled = *table_->spilled;
  if (local.spilled != nullptr) {
    local.spilled->Finish();
    stats().bytes_spilled += static_cast<uint64_t>(local.spilled->bytes());
    spilled.AddProbeRows(std::move(local.spilled));
  }
  if (spilled.JoinsAtEnd()) return TransformStatus::kNeedInput;
  Arrive(local);
  // A worker that has not even begun is not waited for: it will join what it writes by itself.
  if (WaitsForOthers(context)) {
    local.has_waited = true;
    return TransformStatus::kBlocked;
  }
  if (table_->level == 0 && !std::exchange(local.has_waited, true)) {
    // Rows of whoever has not waited would come before those of the others, who would have to wait.
    context.waker();
    return TransformStatus::kBlocked;
  }
  while (true) {
    context.query.cancellation->Check();
    if (local.join == nullptr) {
      local.work = spilled.Take();
      if (!local.work) return TransformStatus::kNeedInput;
      const uint32_t partition = spilled.BuildPartitionOf(local.work->partition);
      local.join = std::make_unique<PartitionJoin>(*table_, partition, context);
      local.join->Probe(std::move(local.work->probe_rows), context);
    }
    if (local.join->NextJoined(context, out)) return TransformStatus::kMoreOutput;
    local.join.reset();
    spilled.End(*local.work);
  }
}

}  // namespace lakebolt
