#include "optimizer/join_order/dphyp.h"

namespace lakebolt {

bool DpHyp::Run() {
  for (size_t i = graph_.relations.size(); i-- > 0;) {
    const RelationSet start = SingleRelation(i);
    EmitConnected(start);
    GrowConnected(start, UpToLowest(start));
  }
  return pairs_ <= budget_;
}

RelationSet DpHyp::Neighborhood(RelationSet set, RelationSet forbidden) const {
  const RelationSet out = set | forbidden;
  RelationSet neighbors = 0;
  for (RelationSet rest = set; rest != 0; rest &= rest - 1) {
    neighbors |= graph_.Neighbors(LowestRelation(rest));
  }
  neighbors &= ~out;
  // A hyperedge is stood for by the lowest relation of its far end; the rest follows as it grows.
  for (const JoinEdge& edge : graph_.complex_edges()) {
    if (IsSubset(edge.left, set) && (edge.right & out) == 0) {
      neighbors |= edge.right & (~edge.right + 1);
    }
    if (IsSubset(edge.right, set) && (edge.left & out) == 0) {
      neighbors |= edge.left & (~edge.left + 1);
    }
  }
  return neighbors;
}

void DpHyp::GrowConnected(RelationSet set, RelationSet forbidden) {
  const RelationSet neighbors = Neighborhood(set, forbidden);
  if (neighbors == 0 || pairs_ > budget_) return;
  for (RelationSet part = neighbors & (~neighbors + 1); part != 0;
       part = (part - neighbors) & neighbors) {
    if (table_.Find(set | part)) EmitConnected(set | part);
  }
  for (RelationSet part = neighbors & (~neighbors + 1); part != 0;
       part = (part - neighbors) & neighbors) {
    GrowConnected(set | part, forbidden | neighbors);
  }
}

void DpHyp::EmitConnected(RelationSet set) {
  const RelationSet forbidden = set | UpToLowest(set);
  const RelationSet neighbors = Neighborhood(set, forbidden);
  for (size_t i = graph_.relations.size(); i-- > 0;) {
    const RelationSet start = SingleRelation(i);
    if ((neighbors & start) == 0) continue;
    if (graph_.AreConnected(set, start)) EmitPair(set, start);
    const RelationSet before = UpToLowest(start) & neighbors;
    GrowComplement(set, start, forbidden | before);
  }
}

void DpHyp::GrowComplement(RelationSet set, RelationSet complement, RelationSet forbidden) {
  const RelationSet neighbors = Neighborhood(complement, forbidden);
  if (neighbors == 0 || pairs_ > budget_) return;
  for (RelationSet part = neighbors & (~neighbors + 1); part != 0;
       part = (part - neighbors) & neighbors) {
    const RelationSet grown = complement | part;
    if (table_.Find(grown) && graph_.AreConnected(set, grown)) EmitPair(set, grown);
  }
  for (RelationSet part = neighbors & (~neighbors + 1); part != 0;
       part = (part - neighbors) & neighbors) {
    GrowComplement(set, complement | part, forbidden | neighbors);
  }
}

void DpHyp::EmitPair(RelationSet set, RelationSet complement) {
  constexpr uint64_t kNanosPerPair = 1000;
  poll_.Spend(kNanosPerPair);
  ++pairs_;
  table_.Consider(set, complement);
}

}  // namespace lakebolt
