#pragma once

#include <optional>
#include <vector>

#include "exec/join/probe_keys.h"
#include "vector/row_match.h"

namespace lakebolt {

/// Holds candidate pairs of probe rows (positions in the chunk) and build rows. `tags` is free for
/// the maker: presence joins keep there whose candidate it is.
struct PairList {
  std::vector<uint32_t> probe;
  std::vector<uint32_t> build;
  std::vector<uint32_t> tags;

  uint32_t size() const { return static_cast<uint32_t>(probe.size()); }
  void Clear() { probe.clear(), build.clear(), tags.clear(); }
};

/// Tells which pairs fulfil the whole condition of a join, for one worker.
class PairCondition {
 public:
  explicit PairCondition(const JoinTable& table);

  /// Tells whether pairs that come out of chains need testing at all.
  bool IsNeeded() const { return residual_.has_value() || table_.mixed_chains; }

  /// Tests pairs out of chains: `truth()[p]` is 1 where pair p matches, `unknown()[p]` is 1 where
  /// its condition is NULL.
  void Run(const ProbeKeys& keys, const std::vector<Vector>& columns, const PairList& pairs);

  /// Tests any pairs for not being FALSE: `unknown()[p]` is 1 where the condition is NULL or TRUE.
  void RunNotFalse(const ProbeKeys& keys, const std::vector<Vector>& columns,
                   const PairList& pairs);

  const std::vector<uint8_t>& truth() const { return truth_; }
  const std::vector<uint8_t>& unknown() const { return unknown_; }

  /// Keeps only the pairs whose truth is 1.
  void KeepTrue(PairList& pairs) const;

 private:
  void CompareKeys(const ProbeKeys& keys, const PairList& pairs, NullMatch nulls);
  void TestResidual(const std::vector<Vector>& columns, const PairList& pairs);

  const JoinTable& table_;
  std::optional<ExprEvaluator> residual_;
  std::vector<Vector> inputs_;
  std::vector<uint32_t> selected_;
  std::vector<uint8_t> truth_;
  std::vector<uint8_t> unknown_;
};

}  // namespace lakebolt
