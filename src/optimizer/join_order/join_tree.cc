#include "optimizer/join_order/join_tree.h"

#include <algorithm>
#include <cmath>

#include "base/hash.h"

namespace lakebolt {

namespace {

// In units of one probe that hits the cache.
constexpr double kBuildRow = 2.5;
constexpr double kOutputRow = 1;
constexpr double kNestedLoopPair = 0.2;
/// Of decompressing and decoding one value; a page of values is read whole or not at all.
constexpr double kScanValue = 0.7;
constexpr double kPageRows = 500;
/// Hash tables of more rows than this leave the second-level and the last-level cache.
constexpr double kCachedRows = 50'000;
constexpr double kLastLevelRows = 1'000'000;

double AccessCost(double table_rows) {
  if (table_rows <= kCachedRows) return 1;
  return table_rows <= kLastLevelRows ? 1.5 : 2.5;
}

}  // namespace

JoinTreeTable::JoinTreeTable(const JoinGraph& graph, uint64_t seed) : graph_(graph), seed_(seed) {
  for (size_t i = 0; i < graph.relations.size(); ++i) {
    JoinTree tree;
    tree.set = SingleRelation(i);
    tree.rows = graph.relations[i].rows;
    tree.source = i;
    const double table_rows = graph.relations[i].table_rows;
    tree.share = table_rows > 0 ? std::min(1.0, tree.rows / table_rows) : 1;
    tree.scan_cost = ScanCost(i, tree.share);
    tree.cost = tree.scan_cost;
    trees_.emplace(tree.set, tree);
  }
}

const JoinTree* JoinTreeTable::Find(RelationSet set) const {
  const auto found = trees_.find(set);
  return found == trees_.end() ? nullptr : &found->second;
}

double JoinTreeTable::JoinCost(const JoinTree& left, const JoinTree& right, double rows) const {
  const bool satellite = graph_.IsSatellite(right.set);
  double build = right.rows;
  double probe = left.rows;
  if (!satellite && probe < build) std::swap(build, probe);
  const double work = graph_.HasEquality(left.set, right.set)
                          ? AccessCost(build) * (kBuildRow * build + probe)
                          : kBuildRow * build + kNestedLoopPair * build * probe;
  return left.cost + right.cost + work + kOutputRow * rows;
}

double JoinTreeTable::RandomFactor(RelationSet set) const {
  // Some seeds stay near the estimates, where good orders are; others stray far.
  constexpr double kRanges[] = {2, 8, 64, 4096};
  const uint64_t random = HashWord(CombineHash(HashWord(seed_), set));
  const double exponent = static_cast<double>(random >> 11) / (uint64_t{1} << 52) - 1;
  return std::pow(kRanges[seed_ % std::size(kRanges)], exponent);
}

JoinTree JoinTreeTable::Join(const JoinTree& left, const JoinTree& right) const {
  JoinTree tree;
  tree.set = left.set | right.set;
  tree.left = left.set;
  tree.right = right.set;
  const JoinTree* known = Find(tree.set);
  if (known) {
    // All trees of a set give the same rows; the first estimate stands for all.
    tree.rows = known->rows;
  } else {
    const double pairs = graph_.IsSatellite(right.set) ? left.rows : left.rows * right.rows;
    const double rows = pairs * graph_.Selectivity(left.set, right.set, left.rows, right.rows);
    tree.rows = std::max(1.0, seed_ == 0 ? rows : rows * RandomFactor(tree.set));
  }
  tree.cost = JoinCost(left, right, tree.rows);
  const bool swaps = !graph_.IsSatellite(right.set) && left.rows < right.rows;
  FilterScan(swaps ? right : left, swaps ? left : right, tree);
  return tree;
}

double JoinTreeTable::ScanCost(size_t relation, double share) const {
  const JoinRelation& scanned = graph_.relations[relation];
  if (scanned.table_rows <= 0) return 0;
  const double pages = -std::expm1(-share * kPageRows);
  return kScanValue * scanned.table_rows * static_cast<double>(scanned.plan->columns().size()) *
         pages;
}

void JoinTreeTable::FilterScan(const JoinTree& probe, const JoinTree& build, JoinTree& tree) const {
  tree.source = probe.source;
  tree.share = probe.share;
  tree.scan_cost = probe.scan_cost;
  if (tree.rows >= probe.rows || !graph_.Restricts(build.set, probe.source)) return;
  tree.share *= tree.rows / probe.rows;
  tree.scan_cost = ScanCost(tree.source, tree.share);
  tree.cost += tree.scan_cost - probe.scan_cost;
}

void JoinTreeTable::Consider(RelationSet a, RelationSet b) {
  if (graph_.IsSatellite(a)) std::swap(a, b);
  if (!graph_.MayJoin(a, b)) return;
  const JoinTree* left = Find(a);
  const JoinTree* right = Find(b);
  if (!left || !right) return;
  JoinTree tree = Join(*left, *right);
  const auto [place, added] = trees_.try_emplace(tree.set, tree);
  if (!added && tree.cost < place->second.cost) place->second = tree;
}

}  // namespace lakebolt
