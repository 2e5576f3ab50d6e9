#include "optimizer/property/uniqueness.h"

#include <algorithm>

namespace lakebolt {

namespace {

/// Returns those of `columns` that the node passes on from below, under their names there.
ColumnSet BelowItems(const std::vector<NamedExpr>& items, const ColumnSet& columns) {
  ColumnSet below;
  for (const NamedExpr& item : items) {
    if (columns.contains(item.id) && item.expr->kind() == ExprKind::kColumn) {
      below.insert(As<ColumnExpr>(item.expr).id());
    }
  }
  return below;
}

/// Adds columns that are equal to one of `columns` or to a constant wherever `conditions` hold.
void AddDetermined(const std::vector<ExprPtr>& conditions, ColumnSet& columns) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const ExprPtr& condition : conditions) {
      if (condition->kind() != ExprKind::kCompare) continue;
      const auto& compare = As<CompareExpr>(condition);
      if (compare.op() != CompareOp::kEqual && compare.op() != CompareOp::kNotDistinct) continue;
      for (size_t side = 0; side < 2; ++side) {
        const Expr& target = *compare.child(side);
        const Expr& other = *compare.child(1 - side);
        if (target.kind() != ExprKind::kColumn) continue;
        const bool known =
            other.kind() == ExprKind::kConstant ||
            (other.kind() == ExprKind::kColumn && columns.contains(As<ColumnExpr>(other).id()));
        if (known) changed |= columns.insert(As<ColumnExpr>(target).id());
      }
    }
  }
}

/// Returns the columns of `side` that are equal to anything of the join's other side.
ColumnSet JoinColumns(const JoinNode& join, const PlanNode& side) {
  ColumnSet all;
  for (const PlanPtr& child : join.children()) {
    if (child.get() != &side) all.insert(OutputColumns(*child));
  }
  AddDetermined(join.conditions(), all);
  return all;
}

bool IsJoinUnique(const JoinNode& join, const ColumnSet& columns) {
  switch (join.join_kind()) {
    case JoinKind::kSemi:
    case JoinKind::kAnti:
    case JoinKind::kMark:
    case JoinKind::kSingle: return IsUniqueOn(*join.left(), columns);
    case JoinKind::kLeft:
      return IsUniqueOn(*join.left(), columns) &&
             (IsUniqueOn(*join.right(), columns) ||
              IsUniqueOn(*join.right(), JoinColumns(join, *join.right())));
    case JoinKind::kInner: {
      ColumnSet determined = columns;
      AddDetermined(join.conditions(), determined);
      const bool left = IsUniqueOn(*join.left(), determined);
      const bool right = IsUniqueOn(*join.right(), determined);
      if (left && right) return true;
      return (left && IsUniqueOn(*join.right(), JoinColumns(join, *join.right()))) ||
             (right && IsUniqueOn(*join.left(), JoinColumns(join, *join.left())));
    }
    default: return false;
  }
}

bool IsAggregateUnique(const AggregateNode& aggregate, const ColumnSet& columns) {
  return std::all_of(aggregate.keys().begin(), aggregate.keys().end(), [&](const NamedExpr& key) {
    return columns.contains(key.id) || key.expr->kind() == ExprKind::kConstant;
  });
}

}  // namespace

bool IsUniqueOn(const PlanNode& plan, const ColumnSet& columns) {
  switch (plan.kind()) {
    case PlanKind::kValues: return As<ValuesNode>(plan).rows().size() <= 1;
    case PlanKind::kFilter: {
      ColumnSet determined = columns;
      AddDetermined(As<FilterNode>(plan).conjuncts(), determined);
      return IsUniqueOn(*plan.child(), determined);
    }
    case PlanKind::kProject:
      return IsUniqueOn(*plan.child(), BelowItems(As<ProjectNode>(plan).items(), columns));
    case PlanKind::kAggregate: return IsAggregateUnique(As<AggregateNode>(plan), columns);
    case PlanKind::kJoin: return IsJoinUnique(As<JoinNode>(plan), columns);
    case PlanKind::kWindow:
    case PlanKind::kSort: return IsUniqueOn(*plan.child(), columns);
    case PlanKind::kLimit: {
      const auto& limit = As<LimitNode>(plan);
      return (limit.limit() && *limit.limit() <= 1) || IsUniqueOn(*plan.child(), columns);
    }
    case PlanKind::kTopN:
      return As<TopNNode>(plan).limit() <= 1 || IsUniqueOn(*plan.child(), columns);
    case PlanKind::kPartitionLimit: {
      const auto& limit = As<PartitionLimitNode>(plan);
      const bool one = limit.limit() && *limit.limit() <= 1;
      const bool covered =
          std::all_of(limit.partition().begin(), limit.partition().end(), [&](const ExprPtr& key) {
            return key->kind() == ExprKind::kColumn && columns.contains(As<ColumnExpr>(key).id());
          });
      return (one && covered) || IsUniqueOn(*plan.child(), columns);
    }
    case PlanKind::kCte: return IsUniqueOn(*As<CteNode>(plan).body(), columns);
    case PlanKind::kSetOperation: {
      const auto& set = As<SetOperationNode>(plan);
      return !set.all() &&
             std::all_of(set.columns().begin(), set.columns().end(),
                         [&](const PlanColumn& column) { return columns.contains(column.id); });
    }
    default: return false;
  }
}

bool GivesExactlyOneRow(const PlanNode& plan) {
  switch (plan.kind()) {
    case PlanKind::kValues: return As<ValuesNode>(plan).rows().size() == 1;
    case PlanKind::kAggregate: return As<AggregateNode>(plan).keys().empty();
    case PlanKind::kProject:
    case PlanKind::kWindow:
    case PlanKind::kSort: return GivesExactlyOneRow(*plan.child());
    case PlanKind::kCte: return GivesExactlyOneRow(*As<CteNode>(plan).body());
    case PlanKind::kJoin: {
      const auto& join = As<JoinNode>(plan);
      switch (join.join_kind()) {
        case JoinKind::kMark:
        case JoinKind::kSingle: return GivesExactlyOneRow(*join.left());
        case JoinKind::kInner:
          return join.conditions().empty() && GivesExactlyOneRow(*join.left()) &&
                 GivesExactlyOneRow(*join.right());
        default: return false;
      }
    }
    default: return false;
  }
}

}  // namespace lakebolt
