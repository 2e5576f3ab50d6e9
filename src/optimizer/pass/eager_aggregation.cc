#include "optimizer/pass/eager_aggregation.h"

#include <algorithm>

#include "function/cast.h"
#include "optimizer/cardinality/estimator.h"
#include "optimizer/property/aggregate_state.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

// In units of one probe that hits the cache, for a row.
constexpr double kGroupRow = 1.5;
constexpr double kNarrowKey = 0.5;
constexpr double kStringKey = 3;
constexpr double kCall = 0.5;
constexpr double kProbeRow = 1.5;
constexpr double kOutputRow = 2;
/// Hash tables of more groups than this leave the second-level cache.
constexpr double kCachedGroups = 20'000;
constexpr double kUncached = 2;
/// What is saved must be this many times what is spent: estimates err.
constexpr double kLeastGain = 1.5;

using Mode = AggregateCall::Mode;

Mode LowerMode(Mode mode) {
  return AggregateCall::TakesState(mode) ? Mode::kCombine : Mode::kPartial;
}
Mode UpperMode(Mode mode) {
  return AggregateCall::GivesState(mode) ? Mode::kCombine : Mode::kMerge;
}

double GroupCost(double rows, double groups, const std::vector<ExprPtr>& keys, size_t calls) {
  double row = kGroupRow + kCall * static_cast<double>(calls);
  for (const ExprPtr& key : keys) row += key->type().IsStringLike() ? kStringKey : kNarrowKey;
  if (groups > kCachedGroups) row += kUncached;
  return rows * row + groups * kOutputRow;
}

std::vector<ExprPtr> Expressions(const std::vector<NamedExpr>& keys) {
  std::vector<ExprPtr> out;
  for (const NamedExpr& key : keys) out.push_back(key.expr);
  return out;
}

/// Is one join between the group-by and the rows it could be done on.
struct Step {
  const JoinNode* join;
  size_t side;  // where the aggregates' arguments come from
};

bool GivesAll(const PlanNode& node, const ColumnSet& columns) {
  return columns.IsSubsetOf(OutputColumns(node));
}

/// Rewrites one group-by.
class Rewriter {
 public:
  Rewriter(const PlanPtr& node, CardinalityEstimator& estimator, OptimizerContext& context,
           std::vector<PlanPtr>& kept)
      : estimator_(estimator),
        context_(context),
        kept_(kept),
        node_(*node),
        input_(node->child()),
        keys_(As<AggregateNode>(node).keys()),
        calls_(As<AggregateNode>(node).calls()) {}

  /// Returns the rewritten group-by; null where it stays.
  PlanPtr Rewrite() {
    for (const AggregateCall& call : calls_) {
      if (!HasCompactState(call)) return nullptr;
    }
    if (calls_.empty()) return nullptr;
    StripProjections();
    FindPath();
    if (path_.empty()) return nullptr;
    groups_ = estimator_.EstimateRows(node_);
    size_t best = 0;
    double best_gain = 0;
    for (size_t depth = 1; depth <= path_.size(); ++depth) {
      const double gain = Gain(depth);
      if (gain <= best_gain || !MayMove(*path_[depth - 1].join->child(path_[depth - 1].side))) {
        continue;
      }
      best = depth;
      best_gain = gain;
    }
    return best == 0 ? nullptr : Build(best);
  }

 private:
  /// Says keys and arguments in terms of what is below projections.
  void StripProjections() {
    while (input_->kind() == PlanKind::kProject) {
      std::unordered_map<ColumnId, ExprPtr> items;
      for (const NamedExpr& item : As<ProjectNode>(input_).items()) {
        if (IsVolatile(*item.expr)) return;
        items.emplace(item.id, item.expr);
      }
      for (NamedExpr& key : keys_) key.expr = SubstituteColumns(key.expr, items);
      for (AggregateCall& call : calls_) {
        for (ExprPtr& argument : call.arguments) argument = SubstituteColumns(argument, items);
        if (call.filter) call.filter = SubstituteColumns(call.filter, items);
      }
      input_ = input_->child();
    }
  }

  /// Tells whether an expression raises no error for any row of a plan, be it that bounds say so.
  bool IsSafe(const PlanNode& plan, const ExprPtr& expr) {
    if (IsVolatile(*expr)) return false;
    if (!CanFail(*expr)) return true;
    if (expr->kind() == ExprKind::kCall && As<CallExpr>(expr).function().traits.can_fail) {
      // Of arithmetic whose results all fit the type, and of nothing else that can fail, the
      // estimator knows bounds.
      const std::string& name = As<CallExpr>(expr).function().name;
      const ColumnStatistics known = estimator_.StatisticsOf(plan, *expr);
      if ((name != "+" && name != "-" && name != "*") || !known.min || !known.max) return false;
    } else if (expr->kind() == ExprKind::kCast &&
               CastCanFail(expr->child(0)->type(), expr->type())) {
      return false;
    }
    return std::all_of(expr->children().begin(), expr->children().end(),
                       [&](const ExprPtr& child) { return IsSafe(plan, child); });
  }

  bool MayMove(const PlanNode& plan) {
    return std::all_of(calls_.begin(), calls_.end(), [&](const AggregateCall& call) {
      return (!call.filter || IsSafe(plan, call.filter)) &&
             std::all_of(call.arguments.begin(), call.arguments.end(),
                         [&](const ExprPtr& argument) { return IsSafe(plan, argument); });
    });
  }

  /// Follows the arguments down through joins.
  void FindPath() {
    ColumnSet arguments;
    for (const AggregateCall& call : calls_) {
      for (const ExprPtr& argument : call.arguments) CollectColumns(*argument, arguments);
      if (call.filter) CollectColumns(*call.filter, arguments);
    }
    PlanPtr node = input_;
    while (node->kind() == PlanKind::kJoin) {
      const auto& join = As<JoinNode>(node);
      const JoinKind kind = join.join_kind();
      const bool keeps_left =
          kind == JoinKind::kLeft || kind == JoinKind::kSemi || kind == JoinKind::kAnti;
      if ((kind != JoinKind::kInner && !keeps_left) || join.dependent()) return;
      size_t side = 0;
      if (kind == JoinKind::kInner && arguments.empty()) {
        side = estimator_.EstimateRows(*join.right()) > estimator_.EstimateRows(*join.left());
      } else if (!GivesAll(*join.left(), arguments)) {
        side = 1;
      }
      if (side == 1 && (keeps_left || !GivesAll(*join.right(), arguments))) return;
      path_.push_back({&join, side});
      node = node->child(side);
    }
  }

  /// Returns what the rows at the end of the first `depth` joins have to be grouped by.
  std::vector<NamedExpr> KeysBelow(size_t depth) const {
    const PlanNode& below = *path_[depth - 1].join->child(path_[depth - 1].side);
    ColumnSet used;
    for (size_t i = 0; i < depth; ++i) {
      for (const ExprPtr& condition : path_[i].join->conditions()) CollectColumns(*condition, used);
    }
    for (const NamedExpr& key : keys_) CollectColumns(*key.expr, used);
    std::vector<NamedExpr> keys;
    for (const PlanColumn& column : below.columns()) {
      if (used.contains(column.id)) keys.push_back(PassOn(column));
    }
    return keys;
  }

  /// Estimates what grouping below the first `depth` joins saves; not above 0 where it is not worth
  /// its cost.
  double Gain(size_t depth) {
    const PlanPtr& below = path_[depth - 1].join->child(path_[depth - 1].side);
    const std::vector<NamedExpr> keys = KeysBelow(depth);
    if (keys.empty()) return 0;  // without keys there is a group even of no rows
    const double rows = estimator_.EstimateRows(*below);
    kept_.push_back(std::make_shared<AggregateNode>(below, keys, std::vector<AggregateCall>()));
    const double groups = estimator_.EstimateRows(*kept_.back());
    const double left = groups / std::max(1.0, rows);
    if (left >= 1) return 0;
    const double spent = GroupCost(rows, groups, Expressions(keys), calls_.size());
    const double top = estimator_.EstimateRows(*input_);
    const std::vector<ExprPtr> upper_keys = Expressions(keys_);
    double saved = GroupCost(top, groups_, upper_keys, calls_.size()) -
                   GroupCost(top * left, groups_, upper_keys, calls_.size());
    for (size_t i = 0; i < depth; ++i) {
      const double input = estimator_.EstimateRows(*path_[i].join->child(path_[i].side));
      saved += kProbeRow * input * (1 - left);
    }
    return saved > kLeastGain * spent ? saved - spent : 0;
  }

  PlanPtr Build(size_t depth) {
    std::vector<AggregateCall> lower = calls_;
    std::vector<AggregateCall> upper = calls_;
    for (size_t i = 0; i < calls_.size(); ++i) {
      lower[i].id = context_.column_ids->Next();
      lower[i].mode = LowerMode(calls_[i].mode);
      upper[i].mode = UpperMode(calls_[i].mode);
      upper[i].filter = nullptr;
      upper[i].arguments = {MakeColumn({lower[i].id, lower[i].name, lower[i].type()})};
    }
    PlanPtr plan = std::make_shared<AggregateNode>(
        path_[depth - 1].join->child(path_[depth - 1].side), KeysBelow(depth), std::move(lower));
    for (size_t i = depth; i-- > 0;) {
      std::vector<PlanPtr> children = path_[i].join->children();
      children[path_[i].side] = std::move(plan);
      plan = path_[i].join->WithChildren(std::move(children));
    }
    return std::make_shared<AggregateNode>(std::move(plan), keys_, std::move(upper));
  }

  CardinalityEstimator& estimator_;
  OptimizerContext& context_;
  std::vector<PlanPtr>& kept_;
  const PlanNode& node_;
  PlanPtr input_;
  std::vector<NamedExpr> keys_;
  std::vector<AggregateCall> calls_;
  double groups_ = 1;
  std::vector<Step> path_;
};

}  // namespace

PlanPtr EagerAggregationPass::Run(PlanPtr plan, OptimizerContext& context) const {
  CardinalityEstimator estimator(*plan);
  std::vector<PlanPtr> kept{plan};  // the estimator knows nodes by address
  return TransformPlan(plan, [&](PlanPtr node) -> PlanPtr {
    kept.push_back(node);
    if (node->kind() != PlanKind::kAggregate) return node;
    PlanPtr rewritten = Rewriter(node, estimator, context, kept).Rewrite();
    if (!rewritten) return node;
    kept.push_back(rewritten);
    return rewritten;
  });
}

}  // namespace lakebolt
