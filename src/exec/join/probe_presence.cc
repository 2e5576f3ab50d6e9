#include "exec/join/candidate_scan.h"
#include "exec/join/probe_strategy.h"

namespace lakebolt {

namespace {

class PresenceProbe final : public ProbeStrategy {
 public:
  TransformStatus Process(TaskContext& context, ProbeState& state, Chunk& input, bool,
                          Chunk& out) override {
    const RowSet live = input.rows();
    matched_.assign(live.count, 0);
    unknown_.assign(live.count, 0);
    if (state.condition.IsNeeded()) {
      TestChains(context, state, input);
    } else {
      for (uint32_t i = 0; i < live.count; ++i) matched_[i] = state.refs[i] != kNoRow;
    }
    switch (state.table.spec.kind) {
      case JoinKind::kSemi: GiveRows(state, input, 1, out); break;
      case JoinKind::kAnti: GiveRows(state, input, 0, out); break;
      default:
        if (state.table.spec.null_aware) FindUnknown(context, state, input);
        GiveMark(state, input, out);
    }
    return TransformStatus::kNeedInput;
  }

 private:
  void TestChains(TaskContext& context, ProbeState& state, const Chunk& input) {
    const RowSet live = input.rows();
    scan_.Clear();
    for (uint32_t i = 0; i < live.count; ++i) {
      if (state.refs[i] != kNoRow) scan_.Add(i, live[i], state.refs[i]);
    }
    const RowIndex& index = state.table.index;
    scan_.Run(
        context.query.chunk_size, state.pairs, [](RowRef ref) { return ref - 1; },
        [&](RowRef ref) { return index.Next(ref); }, [](RowRef ref) { return ref == kNoRow; },
        [&](const PairList& pairs) {
          context.query.cancellation->Check();
          state.condition.Run(state.keys, input.columns(), pairs);
          for (uint32_t p = 0; p < pairs.size(); ++p) {
            matched_[pairs.tags[p]] |= state.condition.truth()[p];
            unknown_[pairs.tags[p]] |= state.condition.unknown()[p];
          }
        },
        [&](uint32_t i) { return matched_[i] != 0; });
  }

  /// Gives the rows whose match is `wanted`.
  void GiveRows(ProbeState& state, const Chunk& input, uint8_t wanted, Chunk& out) const {
    const RowSet live = input.rows();
    Selection rows = Selection::Allocate(live.count + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < live.count; ++i) {
      rows.data()[n] = live[i];
      n += matched_[i] == wanted;
    }
    if (n == 0) return;
    rows.set_count(n);
    out = n == live.count ? state.output.ProbeOnly(input, input.selection())
                          : state.output.ProbeOnly(input, std::move(rows));
  }
  /// Finds the rows without a match for which some build row makes the condition NULL.
  void FindUnknown(TaskContext& context, ProbeState& state, const Chunk& input) {
    const JoinTable& table = state.table;
    if (!table.any_rows) return;
    const RowSet live = input.rows();
    null_keys_.assign(live.count, 0);
    for (size_t k = 0; k < state.keys.keys().size(); ++k) {
      const Vector& key = *state.keys.keys()[k];
      if (table.IsNullSafe(k) || !key.MayHaveNulls()) continue;
      for (uint32_t i = 0; i < live.count; ++i) {
        null_keys_[i] |= static_cast<uint8_t>(key.IsNull(live[i]));
      }
    }
    if (!table.traits.searches_nulls) {
      // One plain key: NULL on either side makes the condition NULL.
      for (uint32_t i = 0; i < live.count; ++i) {
        unknown_[i] = null_keys_[i] | static_cast<uint8_t>(table.any_null_keys);
      }
      return;
    }
    // A row with NULL keys has to be tried with all build rows, others with those of NULL keys.
    SearchUnknown(context, state, input, 1, table.rows, [](uint32_t at) { return at; });
    SearchUnknown(context, state, input, 0, static_cast<uint32_t>(table.null_key_rows.size()),
                  [&](uint32_t at) { return table.null_key_rows[at]; });
  }

  template <typename BuildRow>
  void SearchUnknown(TaskContext& context, ProbeState& state, const Chunk& input,
                     uint8_t with_null_keys, uint32_t tries, BuildRow build_row) {
    if (tries == 0) return;
    const RowSet live = input.rows();
    scan_.Clear();
    for (uint32_t i = 0; i < live.count; ++i) {
      if (null_keys_[i] == with_null_keys && matched_[i] == 0 && unknown_[i] == 0) {
        scan_.Add(i, live[i], 0);
      }
    }
    scan_.Run(
        context.query.chunk_size, state.pairs, build_row, [](uint32_t at) { return at + 1; },
        [tries](uint32_t at) { return at == tries; },
        [&](const PairList& pairs) {
          context.query.cancellation->Check();
          state.condition.RunNotFalse(state.keys, input.columns(), pairs);
          for (uint32_t p = 0; p < pairs.size(); ++p) {
            unknown_[pairs.tags[p]] |= state.condition.unknown()[p];
          }
        },
        [&](uint32_t i) { return unknown_[i] != 0; });
  }

  void GiveMark(ProbeState& state, const Chunk& input, Chunk& out) const {
    const RowSet live = input.rows();
    Vector mark(TypeId::kBoolean, input.size());
    auto* values = mark.mutable_values<uint8_t>();
    std::fill_n(values, input.size(), 0);
    for (uint32_t i = 0; i < live.count; ++i) {
      values[live[i]] = matched_[i];
      if (matched_[i] == 0 && unknown_[i] != 0 && state.table.spec.null_aware) {
        mark.SetNull(live[i]);
      }
    }
    out = state.output.ProbeOnly(input, input.selection());
    out.mutable_columns().push_back(std::move(mark));
  }

  std::vector<uint8_t> matched_;    // by live row
  std::vector<uint8_t> unknown_;    // by live row: some condition was NULL
  std::vector<uint8_t> null_keys_;  // by live row
  CandidateScan scan_;
};

}  // namespace

std::unique_ptr<ProbeStrategy> MakePresenceProbe() {
  return std::make_unique<PresenceProbe>();
}

}  // namespace lakebolt
