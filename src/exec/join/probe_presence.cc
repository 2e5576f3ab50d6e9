#include <algorithm>

#include "exec/join/candidate_scan.h"
#include "exec/join/probe_strategy.h"
#include "vector/hash_vector.h"

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
      if (state.refs[i] != kNoRow) scan_.Add(i, live[i], state.refs[i], kNoRow);
    }
    scan_.Run(
        context.query.chunk_size, state.pairs, [](RowRef ref) { return ref - 1; },
        [&](uint32_t i, RowRef ref) { return state.Next(i, ref); },
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
        if (key.IsNull(live[i])) null_keys_[i] |= NullKeyRows::Bit(k);
      }
    }
    if (!table.traits.searches_nulls) {
      // One plain key: NULL on either side makes the condition NULL.
      for (uint32_t i = 0; i < live.count; ++i) {
        unknown_[i] = static_cast<uint8_t>(null_keys_[i] != 0 || table.any_null_keys);
      }
      return;
    }
    // Rows are looked for together that have NULLs in the same keys.
    std::vector<uint64_t> kinds = null_keys_;
    std::sort(kinds.begin(), kinds.end());
    kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
    for (const uint64_t nulls : kinds) {
      for (size_t pattern = 0; pattern < table.null_rows.patterns(); ++pattern) {
        SearchUnknown(context, state, input, nulls, pattern);
      }
    }
  }

  /// Looks among the build rows of a pattern for those that rows with NULL in the keys `nulls`
  /// might match.
  void SearchUnknown(TaskContext& context, ProbeState& state, const Chunk& input, uint64_t nulls,
                     size_t pattern) {
    const uint64_t all_nulls = nulls | state.table.null_rows.nulls(pattern);
    if (all_nulls == 0) return;
    const RowSet live = input.rows();
    std::vector<uint32_t> tags;
    std::vector<uint32_t> rows;
    for (uint32_t i = 0; i < live.count; ++i) {
      if (null_keys_[i] != nulls || matched_[i] != 0 || unknown_[i] != 0) continue;
      tags.push_back(i);
      rows.push_back(live[i]);
    }
    if (rows.empty()) return;
    const NullKeyRows::Index& index = state.table.null_rows.By(pattern, all_nulls);
    const auto count = static_cast<uint32_t>(rows.size());
    std::vector<uint64_t> hashes(count, 0);
    for (size_t at = 0; at < index.keys.size(); ++at) {
      HashColumn(*state.keys.keys()[index.keys[at]], RowSet{rows.data(), count, live.size}, at == 0,
                 hashes.data());
    }
    scan_.Clear();
    for (uint32_t c = 0; c < count; ++c) {
      const auto [begin, end] =
          std::equal_range(index.hashes.begin(), index.hashes.end(), hashes[c]);
      scan_.Add(tags[c], rows[c], static_cast<uint32_t>(begin - index.hashes.begin()),
                static_cast<uint32_t>(end - index.hashes.begin()));
    }
    scan_.Run(
        context.query.chunk_size, state.pairs, [&](uint32_t at) { return index.rows[at]; },
        [](uint32_t, uint32_t at) { return at + 1; },
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

  std::vector<uint8_t> matched_;     // by live row
  std::vector<uint8_t> unknown_;     // by live row: some condition was NULL
  std::vector<uint64_t> null_keys_;  // by live row: which are NULL
  CandidateScan scan_;
};

}  // namespace

std::unique_ptr<ProbeStrategy> MakePresenceProbe() {
  return std::make_unique<PresenceProbe>();
}

}  // namespace lakebolt
