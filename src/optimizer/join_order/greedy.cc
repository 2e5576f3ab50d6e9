#include "optimizer/join_order/greedy.h"

#include <limits>

namespace lakebolt {

namespace {

/// Finds the pair whose join gives the fewest rows; false when none may be joined.
bool FindBest(const JoinTreeTable& table, const std::vector<RelationSet>& parts, bool cross,
              size_t* best_left, size_t* best_right) {
  const JoinGraph& graph = table.graph();
  double best = std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < parts.size(); ++i) {
    for (size_t j = 0; j < parts.size(); ++j) {
      if (i == j || (j < i && !graph.IsSatellite(parts[j]))) continue;
      if (graph.IsSatellite(parts[i]) || !graph.MayJoin(parts[i], parts[j])) continue;
      if (!cross && !graph.AreConnected(parts[i], parts[j])) continue;
      const JoinTree tree = table.Join(*table.Find(parts[i]), *table.Find(parts[j]));
      if (tree.rows >= best) continue;
      best = tree.rows;
      *best_left = i;
      *best_right = j;
    }
  }
  return best < std::numeric_limits<double>::infinity();
}

}  // namespace

RelationSet JoinGreedily(JoinTreeTable& table, std::vector<RelationSet> parts) {
  while (parts.size() > 1) {
    size_t left = 0;
    size_t right = 0;
    if (!FindBest(table, parts, false, &left, &right) &&
        !FindBest(table, parts, true, &left, &right)) {
      throw InternalError("a join graph cannot be joined up");
    }
    table.Consider(parts[left], parts[right]);
    parts[left] |= parts[right];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(right));
  }
  return parts.front();
}

}  // namespace lakebolt
