#pragma once

#include "base/cancellation_scope.h"
#include "optimizer/join_order/join_tree.h"

namespace lakebolt {

/// Finds the cheapest bushy join tree without cross products for every connected set of relations.
///
/// G. Moerkotte and T. Neumann, "Dynamic Programming Strikes Back", SIGMOD 2008. Invariants: each
/// pair of a connected set and a connected complement next to it is looked at once (a set grows
/// only by relations that the forbidden set X does not hold), and both halves are done before their
/// union is.
class DpHyp {
 public:
  /// Fills `table`, looking at no more than `budget` pairs.
  DpHyp(JoinTreeTable& table, size_t budget)
      : table_(table), graph_(table.graph()), budget_(budget) {}

  /// Returns false when the budget was not enough; the table then holds a part only.
  bool Run();

  size_t pairs() const { return pairs_; }

 private:
  void EmitConnected(RelationSet set);
  void GrowConnected(RelationSet set, RelationSet forbidden);
  void GrowComplement(RelationSet set, RelationSet complement, RelationSet forbidden);
  void EmitPair(RelationSet set, RelationSet complement);
  RelationSet Neighborhood(RelationSet set, RelationSet forbidden) const;

  JoinTreeTable& table_;
  const JoinGraph& graph_;
  size_t budget_;
  size_t pairs_ = 0;
  CancellationPoll poll_;
};

}  // namespace lakebolt
