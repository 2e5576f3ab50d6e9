#pragma once

#include <vector>

#include "exec/join/probe_strategy.h"

namespace lakebolt {

/// Says that a scalar subquery has two rows for one row.
[[noreturn]] void ThrowSecondMatch();

/// Remembers which rows of a probe chunk have found a partner, for joins that keep the others.
class ProbeMatches {
 public:
  /// Forgets the last chunk; does nothing where the join does not keep probe rows.
  void Start(const JoinTable& table, const Chunk& input) {
    if (table.traits.keeps_probe) matched_.assign(input.size(), 0);
  }

  /// Notes that rows of the chunk have a partner each; throws where a single join finds a second.
  void Note(const JoinTable& table, const uint32_t* rows, uint32_t count);

  /// Returns the rows without a partner, with NULLs for the build columns; empty where the join
  /// drops them.
  Chunk Unmatched(const ProbeState& state, const Chunk& input) const;

 private:
  std::vector<uint8_t> matched_;  // by row of the chunk
};

}  // namespace lakebolt
