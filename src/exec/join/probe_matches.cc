#include "exec/join/probe_matches.h"

namespace lakebolt {

void ThrowSecondMatch() {
  throw UserError(ErrorCode::kCardinality, "scalar subquery returned more than one row", {},
                  "add LIMIT 1 or an aggregate such as min() to the subquery");
}

void ProbeMatches::Note(const JoinTable& table, const uint32_t* rows, uint32_t count) {
  if (!table.traits.keeps_probe) return;
  const bool single = table.spec.kind == JoinKind::kSingle;
  for (uint32_t i = 0; i < count; ++i) {
    uint8_t& matched = matched_[rows[i]];
    if (single && matched != 0) ThrowSecondMatch();
    matched = 1;
  }
}

Chunk ProbeMatches::Unmatched(const ProbeState& state, const Chunk& input) const {
  if (!state.table.traits.keeps_probe) return {};
  const RowSet live = input.rows();
  Selection rows = Selection::Allocate(live.count + 1);
  uint32_t n = 0;
  for (uint32_t i = 0; i < live.count; ++i) {
    rows.data()[n] = live[i];
    n += matched_[live[i]] == 0;
  }
  if (n == 0) return {};
  rows.set_count(n);
  return state.output.ProbeAlone(input, std::move(rows));
}

}  // namespace lakebolt
