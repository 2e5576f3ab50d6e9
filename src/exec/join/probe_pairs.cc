#include "exec/join/probe_matches.h"

namespace lakebolt {

namespace {

/// Walks the chains of a chunk's rows, one chunk of pairs at a time; at the end come the rows that
/// matched nothing, where the join keeps them.
class PairProbe final : public ProbeStrategy {
 public:
  TransformStatus Process(TaskContext& context, ProbeState& state, Chunk& input, bool first,
                          Chunk& out) override {
    const RowSet live = input.rows();
    if (first) {
      position_ = 0;
      ref_ = live.count > 0 ? state.refs[0] : kNoRow;
      matches_.Start(state.table, input);
    }
    while (position_ < live.count) {
      context.query.cancellation->Check();
      CollectPairs(state, live, context.query.chunk_size);
      if (state.condition.IsNeeded()) {
        state.condition.Run(state.keys, input.columns(), state.pairs);
        state.condition.KeepTrue(state.pairs);
      }
      NoteMatches(state);
      if (state.pairs.size() == 0) continue;
      out = state.output.Pairs(input, state.pairs.probe.data(), state.pairs.build.data(),
                               state.pairs.size());
      const bool done = position_ == live.count && !state.table.traits.keeps_probe;
      return done ? TransformStatus::kNeedInput : TransformStatus::kMoreOutput;
    }
    out = matches_.Unmatched(state, input);
    return TransformStatus::kNeedInput;
  }

 private:
  void CollectPairs(ProbeState& state, RowSet live, uint32_t capacity) {
    if (state.ranges) {
      Collect(state, live, capacity,
              [&](RowRef ref) { return state.ranges->Next(position_, ref); });
    } else {
      Collect(state, live, capacity, [&](RowRef ref) { return state.table.index.Next(ref); });
    }
  }

  template <typename Next>
  void Collect(ProbeState& state, RowSet live, uint32_t capacity, Next next) {
    PairList& pairs = state.pairs;
    pairs.probe.resize(capacity);
    pairs.build.resize(capacity);
    uint32_t count = 0;
    while (position_ < live.count && count < capacity) {
      const uint32_t row = live[position_];
      for (; ref_ != kNoRow && count < capacity; ++count) {
        pairs.probe[count] = row;
        pairs.build[count] = ref_ - 1;
        ref_ = next(ref_);
      }
      if (ref_ == kNoRow && ++position_ < live.count) ref_ = state.refs[position_];
    }
    pairs.probe.resize(count);
    pairs.build.resize(count);
    pairs.tags.clear();
  }

  void NoteMatches(ProbeState& state) {
    const PairList& pairs = state.pairs;
    if (state.table.traits.tracks_build) {
      for (const uint32_t row : pairs.build) state.table.MarkMatched(row + 1);
    }
    matches_.Note(state.table, pairs.probe.data(), pairs.size());
  }

  uint32_t position_ = 0;  // the live row whose chain is being walked
  RowRef ref_ = kNoRow;    // the next row of it
  ProbeMatches matches_;
};

}  // namespace

std::unique_ptr<ProbeStrategy> MakePairProbe() {
  return std::make_unique<PairProbe>();
}

}  // namespace lakebolt
