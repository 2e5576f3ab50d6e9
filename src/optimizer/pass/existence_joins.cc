#include "optimizer/pass/existence_joins.h"

#include <algorithm>
#include <unordered_map>

#include "optimizer/cardinality/estimator.h"
#include "optimizer/property/inner_join_block.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// A join stays as it is unless it is said to give this many times the rows that it is given: inner
/// joins leave more choice to their order.
constexpr double kLeastRepeats = 1.5;

bool HasVolatile(const std::vector<ExprPtr>& expressions) {
  return std::any_of(expressions.begin(), expressions.end(),
                     [](const ExprPtr& expr) { return IsVolatile(*expr); });
}

bool IgnoresRepeats(const AggregateNode& aggregate) {
  return !HasVolatile(aggregate.expressions()) &&
         std::all_of(aggregate.calls().begin(), aggregate.calls().end(),
                     [](const AggregateCall& call) {
                       return call.mode == AggregateCall::Mode::kFull &&
                              (call.distinct || call.function->ignores_duplicates);
                     });
}

/// Carries down the plan whether repeated rows matter and, where they do not, which columns do.
class JoinWeakener {
 public:
  explicit JoinWeakener(const PlanPtr& plan) : estimator_(*plan) { kept_.push_back(plan); }

  /// Rewrites a plan. With `looked_at` only the different rows of these columns matter.
  PlanPtr Visit(const PlanPtr& plan, const ColumnSet* looked_at) {
    switch (plan->kind()) {
      case PlanKind::kFilter:
      case PlanKind::kSort:
      case PlanKind::kProject:
        if (looked_at == nullptr || HasVolatile(plan->expressions())) break;
        return VisitChildren(plan, Below(*plan, looked_at));
      case PlanKind::kJoin: return VisitJoin(plan, looked_at);
      case PlanKind::kSetOperation: return VisitSetOperation(plan, looked_at != nullptr);
      case PlanKind::kAggregate:
        if (!IgnoresRepeats(As<AggregateNode>(plan))) break;
        return VisitChildren(plan, Below(*plan, nullptr));
      case PlanKind::kCte: return VisitCte(plan, looked_at);
      case PlanKind::kCteScan: NoteReader(As<CteScanNode>(plan), looked_at); return plan;
      default: break;
    }
    return MapChildren(plan, [&](const PlanPtr& child) { return Visit(child, nullptr); });
  }

 private:
  /// What all readers of a CTE want of it.
  struct Readers {
    bool see_repeats = false;
    ColumnSet looked_at;
  };

  static ColumnSet Below(const PlanNode& node, const ColumnSet* looked_at) {
    ColumnSet below = looked_at == nullptr ? ColumnSet() : *looked_at;
    for (const ExprPtr& expr : node.expressions()) CollectColumns(*expr, below);
    return below;
  }

  PlanPtr VisitChildren(const PlanPtr& plan, const ColumnSet& looked_at) {
    return MapChildren(plan, [&](const PlanPtr& child) { return Visit(child, &looked_at); });
  }

  PlanPtr VisitJoin(const PlanPtr& plan, const ColumnSet* looked_at) {
    const auto& join = As<JoinNode>(plan);
    const JoinKind kind = join.join_kind();
    const bool tests_right =
        kind == JoinKind::kSemi || kind == JoinKind::kAnti || kind == JoinKind::kMark;
    const bool rewrites = !join.dependent() && !HasVolatile(join.conditions());
    if (rewrites && looked_at != nullptr && kind == JoinKind::kInner) {
      if (const PlanPtr weaker = WeakenBlock(plan, *looked_at)) return Visit(weaker, looked_at);
    }
    const ColumnSet below = Below(*plan, looked_at);
    const bool left_as_set = rewrites && looked_at != nullptr;
    // A single join counts its matches.
    const bool right_as_set =
        rewrites && (tests_right || (left_as_set && kind != JoinKind::kSingle));
    PlanPtr left = Visit(join.left(), left_as_set ? &below : nullptr);
    PlanPtr right = Visit(join.right(), right_as_set ? &below : nullptr);
    if (left == join.left() && right == join.right()) return plan;
    return plan->WithChildren({std::move(left), std::move(right)});
  }

  PlanPtr VisitSetOperation(const PlanPtr& plan, bool as_set) {
    const auto& set = As<SetOperationNode>(plan);
    const bool below_as_set = !set.all() || (as_set && set.operation() == SetOperationKind::kUnion);
    std::vector<PlanPtr> children;
    bool changed = false;
    for (size_t i = 0; i < set.children().size(); ++i) {
      const ColumnSet inputs(set.inputs()[i].begin(), set.inputs()[i].end());
      children.push_back(Visit(set.child(i), below_as_set ? &inputs : nullptr));
      changed |= children.back() != set.child(i);
    }
    return changed ? plan->WithChildren(std::move(children)) : plan;
  }

  PlanPtr VisitCte(const PlanPtr& plan, const ColumnSet* looked_at) {
    const auto& cte = As<CteNode>(plan);
    readers_[cte.cte_id()] = {};
    PlanPtr body = Visit(cte.body(), looked_at);
    const Readers readers = readers_[cte.cte_id()];
    PlanPtr definition =
        Visit(cte.definition(), readers.see_repeats ? nullptr : &readers.looked_at);
    if (body == cte.body() && definition == cte.definition()) return plan;
    return plan->WithChildren({std::move(definition), std::move(body)});
  }

  void NoteReader(const CteScanNode& scan, const ColumnSet* looked_at) {
    Readers& readers = readers_[scan.cte_id()];
    readers.see_repeats |= looked_at == nullptr;
    // All that the scan passes on: it keeps naming them.
    readers.looked_at.insert(scan.definition_ids().begin(), scan.definition_ids().end());
  }

  /// Returns the block of inner joins with relations that nobody looks at in semi joins; null where
  /// there are none, or where the others are not joined with each other without them.
  PlanPtr WeakenBlock(const PlanPtr& plan, const ColumnSet& looked_at) {
    const InnerJoinBlock block(plan);
    RelationBits shown = block.RelationsWith(looked_at);
    if (shown == 0) shown = 1;
    if (shown == block.all() || HasVolatile(block.conjuncts()) || !block.AllConjunctsLink() ||
        !block.IsConnected(shown)) {
      return nullptr;
    }
    PlanPtr kept = Keep(block.Build(shown));
    std::vector<std::pair<PlanPtr, std::vector<ExprPtr>>> tested;
    for (const RelationBits part : block.Components(block.all() & ~shown)) {
      PlanPtr other = block.Build(part);
      std::vector<ExprPtr> conditions = block.Between(shown, part);
      const PlanPtr joined =
          Keep(std::make_shared<JoinNode>(JoinKind::kInner, kept, other, conditions));
      if (!conditions.empty() &&
          estimator_.EstimateRows(*joined) > kLeastRepeats * estimator_.EstimateRows(*kept)) {
        tested.emplace_back(std::move(other), std::move(conditions));
      } else {
        kept = joined;
      }
    }
    if (tested.empty()) return nullptr;
    for (auto& [other, conditions] : tested) {
      kept = Keep(std::make_shared<JoinNode>(JoinKind::kSemi, std::move(kept), std::move(other),
                                             std::move(conditions)));
    }
    return kept;
  }

  /// Keeps a node as long as the estimator, which knows nodes by their address.
  PlanPtr Keep(PlanPtr plan) {
    kept_.push_back(plan);
    return plan;
  }

  CardinalityEstimator estimator_;
  std::vector<PlanPtr> kept_;
  std::unordered_map<uint32_t, Readers> readers_;
};

}  // namespace

PlanPtr ExistenceJoinsPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return JoinWeakener(plan).Visit(plan, nullptr);
}

}  // namespace lakebolt
