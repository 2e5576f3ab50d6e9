#include "optimizer/pass/semi_join_reduction.h"

#include <algorithm>
#include <optional>

#include "optimizer/cardinality/estimator.h"
#include "optimizer/pass/reduced_scans.h"
#include "optimizer/property/repeatable.h"
#include "plan/plan_copy.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// The other side must have this many times fewer rows than the group by reads, and fewer keys than
/// it makes groups.
constexpr double kLeastReduction = 4;
/// Beyond this many rows it is not worth keeping the other side for a second use.
constexpr double kMostSharedRows = 1'000'000;

/// Tells which side of a join the group by may be on, such that rows of it without a partner on the
/// other side do not matter.
bool MayReduce(JoinKind kind, bool group_by_on_right) {
  switch (kind) {
    case JoinKind::kInner: return true;
    case JoinKind::kLeft:
    case JoinKind::kSingle:
    case JoinKind::kSemi:
    case JoinKind::kAnti: return group_by_on_right;
    case JoinKind::kRight: return !group_by_on_right;
    default: return false;
  }
}

/// Follows a column down through filters and projections to a group by's key; null when it ends
/// elsewhere.
ExprPtr FindKey(const PlanNode& side, ColumnId column) {
  const PlanNode* node = &side;
  while (node->kind() == PlanKind::kFilter || node->kind() == PlanKind::kProject) {
    if (node->kind() == PlanKind::kProject) {
      const auto& items = As<ProjectNode>(*node).items();
      const auto item = std::find_if(items.begin(), items.end(),
                                     [&](const NamedExpr& i) { return i.id == column; });
      if (item == items.end() || item->expr->kind() != ExprKind::kColumn) return nullptr;
      column = As<ColumnExpr>(item->expr).id();
    }
    node = node->child().get();
  }
  if (node->kind() != PlanKind::kAggregate) return nullptr;
  for (const NamedExpr& key : As<AggregateNode>(*node).keys()) {
    if (key.id == column) return key.expr;
  }
  return nullptr;
}

const PlanNode* FindGroupBy(const PlanNode& side) {
  const PlanNode* node = &side;
  while (node->kind() == PlanKind::kFilter || node->kind() == PlanKind::kProject) {
    node = node->child().get();
  }
  return node->kind() == PlanKind::kAggregate ? node : nullptr;
}

std::vector<ReducedInput::Key> FindKeys(const JoinNode& join, const PlanNode& side,
                                        const PlanNode& other) {
  std::vector<ReducedInput::Key> keys;
  const ColumnSet given = OutputColumns(other);
  for (const ExprPtr& condition : join.conditions()) {
    if (condition->kind() != ExprKind::kCompare ||
        As<CompareExpr>(condition).op() != CompareOp::kEqual) {
      continue;
    }
    for (size_t i = 0; i < 2; ++i) {
      const Expr& own = *condition->child(i);
      if (own.kind() != ExprKind::kColumn) continue;
      ExprPtr key = FindKey(side, As<ColumnExpr>(own).id());
      if (!key || !IsMadeOf(*condition->child(1 - i), given)) continue;
      keys.push_back({std::move(key), condition->child(1 - i), condition->child(i)});
      break;
    }
  }
  return keys;
}

/// Puts a semi join into the relation below inner joins and filters that gives its left columns,
/// and tells which node it has become.
PlanPtr PlaceSemiJoin(const PlanPtr& plan, const PlanPtr& right,
                      const std::vector<ExprPtr>& conditions, const ColumnSet& left_columns,
                      PlanPtr& placed) {
  const auto gives_all = [&](const PlanNode& node) {
    return left_columns.IsSubsetOf(OutputColumns(node));
  };
  const bool inner =
      plan->kind() == PlanKind::kJoin && As<JoinNode>(plan).join_kind() == JoinKind::kInner;
  if (inner || plan->kind() == PlanKind::kFilter) {
    for (size_t i = 0; i < plan->children().size(); ++i) {
      if (plan->kind() == PlanKind::kFilter && plan->child()->kind() == PlanKind::kScan) break;
      if (!gives_all(*plan->child(i))) continue;
      std::vector<PlanPtr> children = plan->children();
      children[i] = PlaceSemiJoin(children[i], right, conditions, left_columns, placed);
      return plan->WithChildren(std::move(children));
    }
  }
  placed = std::make_shared<JoinNode>(JoinKind::kSemi, plan, right, conditions);
  return placed;
}

/// Replaces the group by under filters and projections by one over the reduced input.
PlanPtr ReplaceGroupByInput(const PlanPtr& side, PlanPtr input) {
  if (side->kind() == PlanKind::kAggregate) return side->WithChildren({std::move(input)});
  return side->WithChildren({ReplaceGroupByInput(side->child(), std::move(input))});
}

/// Reduces the joins of a plan, lower ones first.
class Reducer {
 public:
  Reducer(const PlanNode& plan, OptimizerContext& context) : estimator_(plan), context_(context) {}

  PlanPtr Visit(const PlanPtr& plan) {
    PlanPtr node = MapChildren(plan, [this](const PlanPtr& child) { return Visit(child); });
    kept_.push_back(node);
    if (node->kind() != PlanKind::kJoin) return node;
    for (const size_t side : {size_t{1}, size_t{0}}) {
      if (PlanPtr reduced = Reduce(As<JoinNode>(node), side)) return reduced;
    }
    return Share(As<JoinNode>(node)).value_or(node);
  }

 private:
  bool IsWorthwhile(const PlanNode& group_by, const PlanNode& other,
                    const std::vector<ReducedInput::Key>& join_keys) {
    const double other_rows = estimator_.EstimateRows(other);
    const double read = estimator_.EstimateRows(*group_by.child());
    const double groups = estimator_.EstimateRows(group_by);
    double keys = 1;
    for (const auto& key : join_keys) keys *= estimator_.DistinctCount(other, *key.other);
    keys = std::min(keys, other_rows);
    return other_rows <= kMostSharedRows && other_rows * kLeastReduction < read &&
           keys * kLeastReduction < groups;
  }

  /// Reduces the group by on one side of the join; null when there is none or it does not pay.
  PlanPtr Reduce(const JoinNode& join, size_t side) {
    if (!MayReduce(join.join_kind(), side == 1)) return nullptr;
    const PlanPtr& grouped = join.child(side);
    const PlanPtr& other = join.child(1 - side);
    const PlanNode* group_by = FindGroupBy(*grouped);
    if (!group_by) return nullptr;
    std::vector<ReducedInput::Key> keys = FindKeys(join, *grouped, *other);
    if (keys.empty() || !IsWorthwhile(*group_by, *other, keys)) return nullptr;

    ColumnMap map;
    PlanPtr again = CopyWithNewIds(other, *context_.column_ids, map, context_.next_cte_id);
    PlanPtr first = other;
    const bool shared = !IsCheapToRepeat(*other);
    const uint32_t cte_id = shared ? (*context_.next_cte_id)++ : 0;
    PlanPtr definition = again;
    if (shared) {
      first = ScanOf(cte_id, *other, map, false);
      ColumnMap scan_map;
      again = ScanOf(cte_id, *other, map, true, &scan_map);
      map = std::move(scan_map);
    }
    std::vector<ExprPtr> conditions;
    ColumnSet left_columns;
    for (const ReducedInput::Key& key : keys) {
      CollectColumns(*key.input, left_columns);
      conditions.push_back(
          MakeCompare(CompareOp::kEqual, key.input, RenameColumns(key.other, map)));
    }
    PlanPtr semi_join;
    PlanPtr input = PlaceSemiJoin(group_by->child(), again, conditions, left_columns, semi_join);
    // Another join might read the same rows of the table.
    if (!shared) reduced_.push_back({std::move(semi_join), std::move(keys)});
    std::vector<PlanPtr> children(2);
    children[side] = ReplaceGroupByInput(grouped, std::move(input));
    children[1 - side] = std::move(first);
    PlanPtr reduced = join.WithChildren(std::move(children));
    if (shared) {
      reduced =
          std::make_shared<CteNode>(cte_id, "join keys", std::move(definition), std::move(reduced));
      estimator_.NoteCtes(*reduced);
    }
    kept_.push_back(reduced);
    return reduced;
  }

  /// Reads once what the join and a reduced input below it both read.
  std::optional<PlanPtr> Share(const JoinNode& join) {
    if (join.join_kind() != JoinKind::kInner) return std::nullopt;
    for (const ReducedInput& reduced : reduced_) {
      const std::optional<PlanPtr> shared = ShareReducedScan(join, reduced, context_);
      if (!shared) continue;
      estimator_.NoteCtes(**shared);
      kept_.push_back(*shared);
      return shared;
    }
    return std::nullopt;
  }

  /// Makes a scan of the CTE that `map` made a copy of `plan` for, with the plan's ids or new ones.
  PlanPtr ScanOf(uint32_t cte_id, const PlanNode& plan, const ColumnMap& map, bool fresh,
                 ColumnMap* ids = nullptr) {
    std::vector<PlanColumn> columns = plan.columns();
    std::vector<ColumnId> definition_ids;
    for (PlanColumn& column : columns) {
      definition_ids.push_back(map.at(column.id));
      if (!fresh) continue;
      const ColumnId id = context_.column_ids->Next();
      ids->emplace(column.id, id);
      column.id = id;
    }
    return std::make_shared<CteScanNode>(cte_id, "join keys", std::move(columns),
                                         std::move(definition_ids));
  }

  CardinalityEstimator estimator_;
  OptimizerContext& context_;
  std::vector<ReducedInput> reduced_;
  std::vector<PlanPtr> kept_;  // the estimator knows nodes by address
};

}  // namespace

PlanPtr SemiJoinReductionPass::Run(PlanPtr plan, OptimizerContext& context) const {
  return Reducer(*plan, context).Visit(plan);
}

}  // namespace lakebolt
