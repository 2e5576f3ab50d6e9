#include "exec/join/probe_matches.h"

namespace lakebolt {

namespace {

/// With fewer probe rows a chunk, pairs are tested one by one.
constexpr uint32_t kLeastRows = 64;

/// Takes one build row after the other as constants and tests the condition on all probe rows at
/// once: no pair is put together unless it matches, and probe columns keep their dictionaries.
class LoopProbe final : public ProbeStrategy {
 public:
  explicit LoopProbe(const JoinTable& table)
      : residual_(table.spec.residual),
        inputs_(table.spec.probe_types.size() + table.spec.build_types.size()),
        pairs_(MakePairProbe()) {}

  TransformStatus Process(TaskContext& context, ProbeState& state, Chunk& input, bool first,
                          Chunk& out) override {
    const RowSet live = input.rows();
    if (live.count < kLeastRows) return pairs_->Process(context, state, input, first, out);
    if (first) Begin(state, input);
    if (given_ == state.pairs.size()) FindPairs(context, state, live);
    if (given_ < state.pairs.size()) {
      const uint32_t count = std::min(context.query.chunk_size, state.pairs.size() - given_);
      out = state.output.Pairs(input, state.pairs.probe.data() + given_,
                               state.pairs.build.data() + given_, count);
      given_ += count;
      return TransformStatus::kMoreOutput;
    }
    out = matches_.Unmatched(state, input);
    return TransformStatus::kNeedInput;
  }

 private:
  void Begin(ProbeState& state, const Chunk& input) {
    build_row_ = 0;
    given_ = 0;
    state.pairs.Clear();
    matches_.Start(state.table, input);
    selected_.resize(input.count() + 8);
    for (const uint32_t position : state.table.layout.residual_probe) {
      inputs_[position] = input.column(position);
    }
  }

  /// Tries build rows until a chunk of pairs has come together.
  void FindPairs(TaskContext& context, ProbeState& state, RowSet live) {
    JoinTable& table = state.table;
    given_ = 0;
    state.pairs.Clear();
    for (; build_row_ < table.rows && state.pairs.size() < context.query.chunk_size; ++build_row_) {
      context.query.cancellation->Check();
      for (const auto& [position, slot] : table.layout.residual_build) {
        inputs_[position] = table.columns[slot]->Gather(&build_row_, 1).AsConstant(live.size);
      }
      const uint32_t count = residual_.Select(inputs_, live, selected_.data());
      if (count == 0) continue;
      if (table.traits.tracks_build) table.MarkMatched(build_row_ + 1);
      state.pairs.probe.insert(state.pairs.probe.end(), selected_.begin(),
                               selected_.begin() + count);
      state.pairs.build.insert(state.pairs.build.end(), count, build_row_);
      matches_.Note(table, selected_.data(), count);
    }
  }

  ExprEvaluator residual_;
  std::vector<Vector> inputs_;
  std::unique_ptr<ProbeStrategy> pairs_;
  uint32_t build_row_ = 0;  // the next to try
  uint32_t given_ = 0;      // of the pairs found
  ProbeMatches matches_;
  std::vector<uint32_t> selected_;
};

}  // namespace

std::unique_ptr<ProbeStrategy> MakeLoopProbe(const JoinTable& table) {
  return std::make_unique<LoopProbe>(table);
}

}  // namespace lakebolt
