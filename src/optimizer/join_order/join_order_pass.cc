#include "optimizer/join_order/join_order_pass.h"

#include "optimizer/join_order/dphyp.h"
#include "optimizer/join_order/greedy.h"
#include "optimizer/join_order/join_block.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Beyond this many relations, or pairs of sets, the greedy order is taken.
constexpr size_t kMostDpRelations = 12;
constexpr size_t kMostDpPairs = 10'000;

/// Orders all blocks of a plan.
class JoinOrderer {
 public:
  JoinOrderer(const PlanNode& plan, uint64_t seed) : estimator_(plan), seed_(seed) {}

  PlanPtr Order(const PlanPtr& plan) {
    if (plan->kind() == PlanKind::kJoin && As<JoinNode>(plan).join_kind() != JoinKind::kFull) {
      return OrderBlock(plan);
    }
    if (plan->kind() == PlanKind::kFilter && plan->child()->kind() == PlanKind::kJoin &&
        As<JoinNode>(plan->child()).join_kind() != JoinKind::kFull) {
      return OrderBlock(plan);
    }
    return OrderChildren(plan);
  }

 private:
  PlanPtr OrderChildren(const PlanPtr& plan) {
    PlanPtr result = MapChildren(plan, [this](const PlanPtr& child) { return Order(child); });
    kept_.push_back(result);
    return result;
  }

  PlanPtr OrderBlock(const PlanPtr& plan) {
    JoinBlock block(plan, estimator_, [this](const PlanPtr& leaf) {
      // The block's own root comes back when it holds no joins that can be ordered.
      return OrderChildren(leaf);
    });
    if (block.IsTooLarge() || block.graph().relations.size() < 2) return OrderChildren(plan);
    block.Analyze();
    for (const JoinRelation& relation : block.graph().relations) kept_.push_back(relation.plan);
    JoinTreeTable table(block.graph(), seed_);
    const std::vector<RelationSet> parts = Solve(table, block.graph());
    const RelationSet all = JoinGreedily(table, parts);
    const auto find = [&](RelationSet set) { return table.Find(set); };
    PlanPtr result = block.Finish(block.Build(all, find));
    kept_.push_back(result);
    return result;
  }

  /// Finds trees for the connected parts of the graph; single relations where that fails.
  static std::vector<RelationSet> Solve(JoinTreeTable& table, const JoinGraph& graph) {
    std::vector<RelationSet> parts;
    if (graph.relations.size() <= kMostDpRelations && DpHyp(table, kMostDpPairs).Run()) {
      bool complete = true;
      parts = graph.Components();
      for (const RelationSet part : parts) complete &= table.Find(part) != nullptr;
      if (complete) return parts;
    }
    parts.clear();
    for (size_t i = 0; i < graph.relations.size(); ++i) parts.push_back(SingleRelation(i));
    return parts;
  }

  CardinalityEstimator estimator_;
  uint64_t seed_;
  std::vector<PlanPtr> kept_;  // the estimator knows nodes by address
};

}  // namespace

PlanPtr JoinOrderPass::Run(PlanPtr plan, OptimizerContext& context) const {
  const auto seed = static_cast<uint64_t>(context.settings->GetInt("join_order_seed"));
  const std::vector<PlanColumn> columns = plan->columns();
  return WithColumns(JoinOrderer(*plan, seed).Order(plan), columns);
}

}  // namespace lakebolt
