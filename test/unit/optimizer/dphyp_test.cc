// DPhyp against the cheapest of all trees, found by trying every split of every set. Rows stay
// above 1, where estimates are cut off and so would depend on the order in which trees are found.

#include "optimizer/join_order/dphyp.h"

#include <gtest/gtest.h>

#include <random>

#include "optimizer/join_order/greedy.h"

namespace lakebolt {
namespace {

/// Makes a connected graph: a random tree of equalities, some edges more, some satellites.
JoinGraph RandomGraph(std::mt19937& random, size_t relations, bool satellites) {
  JoinGraph graph;
  const auto pick = [&](size_t below) { return random() % below; };
  graph.relations.resize(relations);
  const auto connect = [&](size_t a, size_t b) {
    JoinPredicate predicate;
    predicate.relations = SingleRelation(a) | SingleRelation(b);
    predicate.selectivity = 1.0 / static_cast<double>(1 + pick(50));
    predicate.expr = MakeConstant(Value::Boolean(true));
    graph.predicates.push_back(std::move(predicate));
  };
  for (size_t i = 0; i < relations; ++i) {
    JoinRelation& relation = graph.relations[i];
    relation.rows = static_cast<double>(10'000 + pick(100'000));
    if (i == 0) continue;
    const size_t partner = pick(i);
    if (satellites && i + 2 >= relations) {
      relation.satellite = true;
      relation.kind = i % 2 == 0 ? JoinKind::kSemi : JoinKind::kLeft;
      relation.required = SingleRelation(0) | SingleRelation(pick(relations - 2));
      relation.factor = i % 2 == 0 ? 0.3 : 2.5;
    } else {
      connect(i, partner);
    }
  }
  const size_t inner = satellites ? relations - 2 : relations;
  for (size_t extra = 0; inner > 2 && extra < pick(4); ++extra) {
    const size_t a = pick(inner);
    const size_t b = pick(inner);
    if (a != b) connect(a, b);
  }
  graph.MakeEdges();
  return graph;
}

/// Tries every split of every set without cross products, small sets first.
double CheapestOfAll(const JoinGraph& graph) {
  JoinTreeTable table(graph);
  for (RelationSet set = 1; set <= graph.all(); ++set) {
    for (RelationSet left = (set - 1) & set; left != 0; left = (left - 1) & set) {
      const RelationSet right = set & ~left;
      if (left > right && table.Find(left) && table.Find(right) &&
          graph.AreConnected(left, right)) {
        table.Consider(left, right);
      }
    }
  }
  return table.Find(graph.all())->cost;
}

void CheckGraphs(bool satellites, uint32_t seed) {
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    const size_t relations = (satellites ? 4 : 2) + random() % 6;
    const JoinGraph graph = RandomGraph(random, relations, satellites);
    JoinTreeTable table(graph);
    ASSERT_TRUE(DpHyp(table, 1'000'000).Run());
    ASSERT_NE(table.Find(graph.all()), nullptr) << "round " << round;
    EXPECT_NEAR(table.Find(graph.all())->cost / CheapestOfAll(graph), 1, 1e-9) << "round " << round;
  }
}

TEST(DpHyp, FindsTheCheapestInnerJoinTree) {
  CheckGraphs(false, 7);
}

TEST(DpHyp, FindsTheCheapestTreeWithSatellites) {
  CheckGraphs(true, 8);
}

TEST(DpHyp, LooksAtEachPairOnce) {
  // A chain of n relations has (n^3 - n) / 6 pairs of a connected set and a connected complement.
  JoinGraph graph;
  constexpr size_t kRelations = 8;
  graph.relations.resize(kRelations);
  for (size_t i = 0; i + 1 < kRelations; ++i) {
    graph.predicates.push_back(
        {MakeConstant(Value::Boolean(true)), SingleRelation(i) | SingleRelation(i + 1), 0.1});
  }
  graph.MakeEdges();
  JoinTreeTable table(graph);
  DpHyp search(table, 1'000'000);
  EXPECT_TRUE(search.Run());
  EXPECT_EQ(search.pairs(), (kRelations * kRelations * kRelations - kRelations) / 6);
}

TEST(DpHyp, StopsWhenTheBudgetIsSpent) {
  std::mt19937 random(9);
  const JoinGraph graph = RandomGraph(random, 10, false);
  JoinTreeTable table(graph);
  EXPECT_FALSE(DpHyp(table, 5).Run());
}

TEST(JoinGreedily, JoinsUnconnectedPartsAndSatellites) {
  std::mt19937 random(10);
  const JoinGraph connected = RandomGraph(random, 6, true);
  JoinGraph graph;
  graph.relations = connected.relations;
  graph.predicates = connected.predicates;
  graph.relations.push_back({});  // a relation without any condition
  graph.MakeEdges();
  JoinTreeTable table(graph);
  std::vector<RelationSet> parts;
  for (size_t i = 0; i < graph.relations.size(); ++i) parts.push_back(SingleRelation(i));
  EXPECT_EQ(JoinGreedily(table, parts), graph.all());
  EXPECT_NE(table.Find(graph.all()), nullptr);
}

}  // namespace
}  // namespace lakebolt
