#include "exec/join/probe_strategy.h"

namespace lakebolt {

namespace {

class MarkBuildProbe final : public ProbeStrategy {
 public:
  TransformStatus Process(TaskContext& context, ProbeState& state, Chunk& input, bool,
                          Chunk&) override {
    if (state.condition.IsNeeded() || state.ranges) {
      TestChains(context, state, input);
      return TransformStatus::kNeedInput;
    }
    for (RowRef ref : state.refs) {
      // Rows of one chain are marked together, so a marked head stands for all.
      if (ref == kNoRow || state.table.IsMatched(ref)) continue;
      const RowRef head = ref;
      for (ref = state.table.index.Next(ref); ref != kNoRow; ref = state.table.index.Next(ref)) {
        state.table.MarkMatched(ref);
      }
      state.table.MarkMatched(head);
    }
    return TransformStatus::kNeedInput;
  }

 private:
  static void TestChains(TaskContext& context, ProbeState& state, const Chunk& input) {
    const RowSet live = input.rows();
    PairList& pairs = state.pairs;
    pairs.Clear();
    for (uint32_t i = 0; i < live.count; ++i) {
      for (RowRef ref = state.refs[i]; ref != kNoRow; ref = state.Next(i, ref)) {
        if (state.table.IsMatched(ref)) continue;
        pairs.probe.push_back(live[i]);
        pairs.build.push_back(ref - 1);
        if (pairs.size() == context.query.chunk_size) MarkTrue(context, state, input);
      }
    }
    MarkTrue(context, state, input);
  }

  static void MarkTrue(TaskContext& context, ProbeState& state, const Chunk& input) {
    context.query.cancellation->Check();
    state.condition.Run(state.keys, input.columns(), state.pairs);
    for (uint32_t p = 0; p < state.pairs.size(); ++p) {
      if (state.condition.truth()[p] != 0) state.table.MarkMatched(state.pairs.build[p] + 1);
    }
    state.pairs.Clear();
  }
};

}  // namespace

std::unique_ptr<ProbeStrategy> MakeMarkBuildProbe() {
  return std::make_unique<MarkBuildProbe>();
}

}  // namespace lakebolt
