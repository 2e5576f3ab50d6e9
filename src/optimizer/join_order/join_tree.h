#pragma once

#include <unordered_map>

#include "optimizer/join_order/join_graph.h"

namespace lakebolt {

/// Is the best way found so far to join a set of relations.
struct JoinTree {
  RelationSet set = 0;
  RelationSet left = 0;   // 0: a single relation
  RelationSet right = 0;  // a satellite always stands on the right
  double rows = 1;
  double cost = 0;
  size_t source = 0;     // the relation whose rows pass all hash tables of the tree
  double share = 1;      // of that relation's table that filters leave
  double scan_cost = 0;  // of reading it; a part of `cost`
};

/// Keeps the best tree for each set of relations, and costs new ones.
///
/// The cost is what a hash join spends: building a table costs more a row than probing it, both
/// more once the table leaves the caches, and each row given out costs too (so that the sum over a
/// tree extends C_out, S. Cluet and G. Moerkotte, "On the Complexity of Generating Optimal
/// Left-Deep Processing Trees with Cross Products", 1995). Without an equality it is a nested loop.
///
/// The keys of hash tables are filters of the scan whose rows are looked up: what few pages of a
/// table hold rows that pass are all that is read of its columns. A tree keeps the relation that is
/// read last and what filters leave of it, so that a join can take back what reading all had cost.
class JoinTreeTable {
 public:
  /// With a `seed` other than 0, estimates are off by random factors: another order may win.
  explicit JoinTreeTable(const JoinGraph& graph, uint64_t seed = 0);

  const JoinGraph& graph() const { return graph_; }
  const JoinTree* Find(RelationSet set) const;

  /// Considers joining two known sets, in either order; keeps the tree if it is the best for the
  /// union. Sets that may not be joined are passed over.
  void Consider(RelationSet a, RelationSet b);

  /// Computes the tree that joins two known sets, without keeping it.
  JoinTree Join(const JoinTree& left, const JoinTree& right) const;

 private:
  double JoinCost(const JoinTree& left, const JoinTree& right, double rows) const;
  double RandomFactor(RelationSet set) const;
  double ScanCost(size_t relation, double share) const;
  /// Sets what the tree says of its scan, which `probe` did and keys of `build` now filter.
  void FilterScan(const JoinTree& probe, const JoinTree& build, JoinTree& tree) const;

  const JoinGraph& graph_;
  uint64_t seed_;
  std::unordered_map<RelationSet, JoinTree> trees_;
};

}  // namespace lakebolt
