#pragma once

#include <vector>

#include "optimizer/join_order/join_tree.h"

namespace lakebolt {

/// Joins parts of a graph greedily: again and again the two whose join gives the fewest rows, cross
/// products only when nothing else is left (L. Fegaras, "A New Heuristic for Optimizing Large
/// Queries", DEXA 1998: GOO). Starts from any disjoint sets that the table knows; returns the set
/// of all, whose tree is in the table then.
RelationSet JoinGreedily(JoinTreeTable& table, std::vector<RelationSet> parts);

}  // namespace lakebolt
