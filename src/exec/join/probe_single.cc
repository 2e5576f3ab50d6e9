#include "exec/join/probe_strategy.h"

namespace lakebolt {

namespace {

class SingleProbe final : public ProbeStrategy {
 public:
  TransformStatus Process(TaskContext&, ProbeState& state, Chunk& input, bool,
                          Chunk& out) override {
    if (state.condition.IsNeeded()) DropFailing(state, input);
    if (state.table.traits.tracks_build) {
      for (const RowRef ref : state.refs) {
        if (ref != kNoRow) state.table.MarkMatched(ref);
      }
    }
    out = state.output.AtMostOne(input, state.refs.data(), state.table.traits.keeps_probe);
    return TransformStatus::kNeedInput;
  }

 private:
  static void DropFailing(ProbeState& state, const Chunk& input) {
    const RowSet live = input.rows();
    PairList& pairs = state.pairs;
    pairs.Clear();
    for (uint32_t i = 0; i < live.count; ++i) {
      if (state.refs[i] == kNoRow) continue;
      pairs.probe.push_back(live[i]);
      pairs.build.push_back(state.refs[i] - 1);
      pairs.tags.push_back(i);
    }
    state.condition.Run(state.keys, input.columns(), pairs);
    for (uint32_t p = 0; p < pairs.size(); ++p) {
      if (state.condition.truth()[p] == 0) state.refs[pairs.tags[p]] = kNoRow;
    }
  }
};

}  // namespace

std::unique_ptr<ProbeStrategy> MakeSingleProbe() {
  return std::make_unique<SingleProbe>();
}

}  // namespace lakebolt
