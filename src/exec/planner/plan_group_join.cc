// Group-joins: a group-by whose keys come from the build side of the join below it.

#include <algorithm>

#include "exec/join/group_join.h"
#include "exec/planner/bind_calls.h"
#include "exec/planner/group_request.h"
#include "exec/planner/physical_planner.h"
#include "optimizer/cardinality/estimator.h"

namespace lakebolt {

namespace {

/// A worker's states for all groups cost about this many rows' look-ups in a group table less.
constexpr double kStatesPerRow = 4;
/// Numbering the groups of build rows takes one thread a look-up a row.
constexpr double kNumberingPerRow = 8;
/// States for so many groups are nothing to think of.
constexpr double kFewGroups = 1 << 15;
/// Keys are taken for unique where there are so many distinct ones a row.
constexpr double kNearlyUnique = 0.9;

/// Is a group-by over a join with any projection between them dissolved.
struct Grouping {
  const JoinNode* join = nullptr;
  std::vector<PlanColumn> keys;  // columns of the join's build side
  std::vector<AggregateCall> calls;
};

std::optional<PlanColumn> FindColumn(const PlanNode& node, const Expr& expr) {
  if (expr.kind() != ExprKind::kColumn) return std::nullopt;
  for (const PlanColumn& column : node.columns()) {
    if (column.id == As<ColumnExpr>(expr).id()) return column;
  }
  return std::nullopt;
}

/// Returns the build side's column that always equals the probe side's: an inner join's key of a
/// type whose equal values are the same.
std::optional<PlanColumn> FindPartner(const JoinNode& join, const Expr& expr) {
  if (join.join_kind() != JoinKind::kInner || !IsIntegerKey(expr.type())) return std::nullopt;
  for (const ExprPtr& condition : join.conditions()) {
    if (condition->kind() != ExprKind::kCompare ||
        As<CompareExpr>(condition).op() != CompareOp::kEqual) {
      continue;
    }
    for (size_t i = 0; i < 2; ++i) {
      if (condition->child(i)->Equals(expr) && condition->child(1 - i)->type() == expr.type()) {
        if (auto column = FindColumn(*join.right(), *condition->child(1 - i))) return column;
      }
    }
  }
  return std::nullopt;
}

/// Puts the items of a projection where a group-by refers to them; false where that would compute
/// something twice.
bool Dissolve(const ProjectNode& project, std::vector<ExprPtr>& keys,
              std::vector<AggregateCall>& calls) {
  std::unordered_map<ColumnId, ExprPtr> items;
  for (const NamedExpr& item : project.items()) items[item.id] = item.expr;
  std::unordered_map<ColumnId, size_t> uses;
  const auto substitute = [&](ExprPtr& expr) {
    VisitExpr(*expr, [&](const Expr& part) {
      if (part.kind() == ExprKind::kColumn) ++uses[As<ColumnExpr>(part).id()];
      return true;
    });
    expr = SubstituteColumns(expr, items);
  };
  for (ExprPtr& key : keys) substitute(key);
  for (AggregateCall& call : calls) {
    for (ExprPtr& argument : call.arguments) substitute(argument);
    if (call.filter != nullptr) substitute(call.filter);
  }
  return std::all_of(items.begin(), items.end(), [&](const auto& item) {
    return item.second->kind() == ExprKind::kColumn || uses[item.first] <= 1;
  });
}

/// Tells whether all rows of a group can be aggregated in any order, by several workers.
bool MayGroup(const AggregateCall& call) {
  return !call.distinct && call.function->ignores_order && call.function->order.empty();
}

std::optional<Grouping> FindGrouping(const AggregateNode& node) {
  if (node.keys().empty()) return std::nullopt;
  Grouping grouping;
  std::vector<ExprPtr> keys;
  for (const NamedExpr& key : node.keys()) keys.push_back(key.expr);
  grouping.calls = node.calls();
  if (!std::all_of(grouping.calls.begin(), grouping.calls.end(), MayGroup)) return std::nullopt;
  const PlanNode* below = node.child().get();
  if (below->kind() == PlanKind::kProject) {
    if (!Dissolve(As<ProjectNode>(*below), keys, grouping.calls)) return std::nullopt;
    below = below->child().get();
  }
  if (below->kind() != PlanKind::kJoin) return std::nullopt;
  grouping.join = &As<JoinNode>(*below);
  const JoinKind kind = grouping.join->join_kind();
  if (kind != JoinKind::kInner && kind != JoinKind::kRight) return std::nullopt;
  for (const ExprPtr& key : keys) {
    auto column = FindColumn(*grouping.join->right(), *key);
    if (!column) column = FindPartner(*grouping.join, *key);
    if (!column || column->type.IsNested()) return std::nullopt;
    grouping.keys.push_back(std::move(*column));
  }
  return grouping;
}

/// Tells whether the build side's rows are likely groups each.
bool AreLikelyGroups(const Grouping& grouping, double build_rows) {
  const PlanNode& build = *grouping.join->right();
  CardinalityEstimator estimator(build);
  double distinct = 1;
  for (const PlanColumn& key : grouping.keys) {
    distinct *= std::max(1.0, estimator.DistinctCount(build, *MakeColumn(key)));
  }
  return distinct >= kNearlyUnique * build_rows;
}

bool IsWorthwhile(const Grouping& grouping, uint32_t threads) {
  const double rows = grouping.join->estimated_rows();
  const double build_rows = grouping.join->right()->estimated_rows();
  if (rows < 0 || build_rows < 0) return false;
  if (build_rows * threads > std::max(kStatesPerRow * rows, kFewGroups)) return false;
  return build_rows * kNumberingPerRow <= rows || AreLikelyGroups(grouping, build_rows);
}

}  // namespace

std::optional<Stream> PhysicalPlanner::PlanGroupJoin(const AggregateNode& node) {
  const std::optional<Grouping> grouping = FindGrouping(node);
  if (!grouping || !IsWorthwhile(*grouping, query_.threads)) return std::nullopt;
  ColumnSet needed;
  for (const AggregateCall& call : grouping->calls) {
    for (const ExprPtr& argument : call.arguments) CollectColumns(*argument, needed);
    if (call.filter != nullptr) CollectColumns(*call.filter, needed);
  }
  GroupRequest request{grouping->keys, nullptr};
  Stream rows = PlanJoin(*grouping->join, needed, &request);
  std::vector<AggregateSpec::Call> calls = BindCalls(grouping->calls, rows);
  auto sink = std::make_shared<GroupJoin>(request.table, std::move(calls), query_);
  return Through(node, rows, sink, std::make_shared<GroupJoinScan>(sink), node.columns());
}

}  // namespace lakebolt
