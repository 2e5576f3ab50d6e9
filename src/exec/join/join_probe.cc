#include "exec/join/join_probe.h"

#include <optional>

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
  // Made at the first chunk, when the build side has surely finished.
  std::optional<ProbeState> state;
  std::unique_ptr<ProbeStrategy> strategy;
  bool in_chunk = false;
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
  return std::make_unique<Local>();
}

TransformStatus JoinProbe::Process(TaskContext& context, LocalState& base, Chunk& input,
                                   Chunk& out) {
  auto& local = static_cast<Local&>(base);
  context.query.cancellation->Check();
  out = Chunk();
  if (table_->GivesNothing()) return TransformStatus::kFinished;
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

}  // namespace lakebolt
