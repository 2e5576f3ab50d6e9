#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "exec/join/join_output.h"
#include "exec/join/pair_condition.h"
#include "exec/join/probe_ranges.h"

namespace lakebolt {

/// Holds what one worker needs to carry probe chunks through a join, whatever the kind.
struct ProbeState {
  explicit ProbeState(JoinTable& join_table)
      : table(join_table), keys(join_table), condition(join_table), output(join_table) {
    if (!table.spec.ranges.empty()) ranges.emplace(table);
  }

  /// Returns the build row to try after `ref` for the i-th live row.
  RowRef Next(uint32_t i, RowRef ref) const {
    return ranges ? ranges->Next(i, ref) : table.index.Next(ref);
  }

  JoinTable& table;
  ProbeKeys keys;
  std::optional<ProbeRanges> ranges;
  PairCondition condition;
  JoinOutput output;
  PairList pairs;
  /// The first build rows to try of the chunk at hand, by live row.
  std::vector<RowRef> refs;
};

/// Is one way to treat probe chunks; chosen by the kind of join and what the build side turned out
/// to be. One object a worker.
class ProbeStrategy {
 public:
  virtual ~ProbeStrategy() = default;

  /// Treats a chunk whose refs have been found; called again with the same chunk after kMoreOutput
  /// (then with `first` false).
  virtual TransformStatus Process(TaskContext& context, ProbeState& state, Chunk& input, bool first,
                                  Chunk& out) = 0;
};

/// Chooses the strategy once the build side has finished.
std::unique_ptr<ProbeStrategy> MakeProbeStrategy(const JoinTable& table);

// The strategies.

/// Gives each probe row at most once, with its one build row: no key has duplicates.
std::unique_ptr<ProbeStrategy> MakeSingleProbe();
/// Gives each pair.
std::unique_ptr<ProbeStrategy> MakePairProbe();
/// Gives each pair of a join without keys, testing the residual on many probe rows at once.
std::unique_ptr<ProbeStrategy> MakeLoopProbe(const JoinTable& table);
/// Gives probe rows by whether they match: semi, anti, mark.
std::unique_ptr<ProbeStrategy> MakePresenceProbe();
/// Gives nothing but marks the build rows that match: flipped semi and anti.
std::unique_ptr<ProbeStrategy> MakeMarkBuildProbe();

}  // namespace lakebolt
