// Column statistics of plan nodes; rows are in estimator.cc.

#include <algorithm>

#include "optimizer/cardinality/column_origin.h"
#include "optimizer/cardinality/estimator.h"

namespace lakebolt {

StatisticsLookup CardinalityEstimator::LookupIn(const PlanNode& node) {
  return [this, &node](ColumnId id) { return StatisticsOf(node, id); };
}

ColumnStatistics CardinalityEstimator::StatisticsOf(const PlanNode& node, const Expr& expr) {
  return StatisticsOfExpr(expr, LookupIn(node));
}

ColumnStatistics CardinalityEstimator::StatisticsOf(const PlanNode& node, ColumnId column) {
  const auto of_node = columns_.find(&node);
  if (of_node != columns_.end()) {
    const auto found = of_node->second.find(column);
    if (found != of_node->second.end()) return found->second;
  }
  ColumnStatistics statistics = Derive(node, column);
  const double rows = EstimateRows(node);
  if (statistics.distinct_count && *statistics.distinct_count > rows) {
    statistics.distinct_count = std::max(1.0, rows);
  }
  columns_[&node].emplace(column, statistics);
  return statistics;
}

namespace {

/// Returns what the source of a scan says of a column.
ColumnStatistics TableStatisticsOf(const ScanNode& scan, ColumnId column) {
  for (const auto& candidate : scan.scan_columns()) {
    if (candidate.column.id != column) continue;
    ColumnStatistics out = scan.source()->column_statistics(candidate.source_index);
    CapDistinctByRange(candidate.column.type, out);
    return out;
  }
  return {};
}

}  // namespace

ColumnStatistics CardinalityEstimator::DeriveScan(const ScanNode& scan, ColumnId column) {
  for (const auto& candidate : scan.scan_columns()) {
    if (candidate.column.id != column) continue;
    ColumnStatistics out = scan.source()->column_statistics(candidate.source_index);
    const std::optional<double> table = scan.source()->statistics().row_count;
    for (const ExprPtr& filter : scan.filters()) NarrowByCondition(*filter, column, out);
    if (!scan.filters().empty() || scan.limit()) {
      if (out.null_count != 0) out.null_count.reset();
      out.exact_bounds = false;
      if (out.distinct_count && *out.distinct_count > 1 && table && EstimateRows(scan) < *table) {
        out.distinct_count = DistinctAmong(*out.distinct_count, EstimateRows(scan));
      }
    }
    CapDistinctByRange(candidate.column.type, out);
    return out;
  }
  return {};
}

ColumnStatistics CardinalityEstimator::DomainOf(const PlanNode& node, ColumnId column) {
  const auto narrow = [&](const std::vector<ExprPtr>& conditions, ColumnStatistics& domain) {
    for (const ExprPtr& condition : conditions) NarrowByCondition(*condition, column, domain);
    for (const PlanColumn& candidate : node.columns()) {
      if (candidate.id == column) CapDistinctByRange(candidate.type, domain);
    }
  };
  switch (node.kind()) {
    case PlanKind::kScan: {
      ColumnStatistics domain = TableStatisticsOf(As<ScanNode>(node), column);
      narrow(As<ScanNode>(node).filters(), domain);
      return domain;
    }
    case PlanKind::kFilter: {
      ColumnStatistics domain = DomainOf(*node.child(), column);
      narrow(As<FilterNode>(node).conjuncts(), domain);
      return domain;
    }
    case PlanKind::kProject:
      for (const NamedExpr& item : As<ProjectNode>(node).items()) {
        if (item.id != column || item.expr->kind() != ExprKind::kColumn) continue;
        return DomainOf(*node.child(), As<ColumnExpr>(item.expr).id());
      }
      return StatisticsOf(node, column);
    default: break;
  }
  for (const PlanPtr& child : node.children()) {
    if (HasColumn(*child, column)) return DomainOf(*child, column);
  }
  return StatisticsOf(node, column);
}

ColumnStatistics CardinalityEstimator::DomainOf(const PlanNode& node, const Expr& expr) {
  const double distinct = DistinctCount(node, expr);
  ColumnStatistics domain = expr.kind() == ExprKind::kColumn
                                ? DomainOf(node, As<ColumnExpr>(expr).id())
                                : StatisticsOf(node, expr);
  domain.distinct_count = std::max(distinct, domain.distinct_count.value_or(distinct));
  return domain;
}

void MeetDomains(const LogicalType& type, ColumnStatistics& a, ColumnStatistics& b) {
  const auto narrow = [&](ColumnStatistics& from, const ColumnStatistics& to) {
    const auto is_comparable = [&](const std::optional<Value>& x, const std::optional<Value>& y) {
      return x && y && x->type() == y->type();
    };
    if (is_comparable(from.min, to.min) && Value::Compare(*to.min, *from.min) > 0) {
      from.min = to.min;
    }
    if (is_comparable(from.max, to.max) && Value::Compare(*to.max, *from.max) < 0) {
      from.max = to.max;
    }
    CapDistinctByRange(type, from);
  };
  narrow(a, b);
  narrow(b, a);
}

bool CardinalityEstimator::IsRepeated(const Origin& origin) {
  constexpr double kMany = 1.5;
  // Small tables are calendars and lists, which repeat evenly.
  constexpr double kLeastRows = 100'000;
  if (!origin.node || origin.rows < kLeastRows) return false;
  // What filters of the scan leave of a table says nothing of how often it holds a value.
  const auto distinct = origin.node->kind() == PlanKind::kScan
                            ? TableStatisticsOf(As<ScanNode>(*origin.node), origin.column)
                            : StatisticsOf(*origin.node, origin.column);
  return distinct.distinct_count && origin.rows > kMany * *distinct.distinct_count;
}

ColumnStatistics CardinalityEstimator::DeriveAggregate(const AggregateNode& aggregate,
                                                       ColumnId column) {
  const PlanNode& child = *aggregate.child();
  for (const NamedExpr& key : aggregate.keys()) {
    if (key.id != column) continue;
    ColumnStatistics out = StatisticsOf(child, *key.expr);
    if (out.null_count != 0) out.null_count.reset();
    out.sorted = false;
    return out;
  }
  for (const AggregateCall& call : aggregate.calls()) {
    if (call.id != column) continue;
    ColumnStatistics out;
    out.average_width = DefaultWidth(call.type());
    if (AggregateCall::GivesState(call.mode)) return out;
    if (!call.function->null_on_empty) out.null_count = 0;
    const std::string& name = call.function->name;
    const bool full = call.mode == AggregateCall::Mode::kFull;
    if (full && (name == "min" || name == "max") && call.function->constants.empty()) {
      const ColumnStatistics input = StatisticsOf(child, *call.arguments[0]);
      out.min = input.min;
      out.max = input.max;
      if (!aggregate.keys().empty() && !call.filter && input.HasNoNulls()) out.null_count = 0;
    }
    return out;
  }
  return {};
}

ColumnStatistics CardinalityEstimator::DeriveJoin(const JoinNode& join, ColumnId column) {
  if (join.join_kind() == JoinKind::kMark && join.mark().id == column) {
    ColumnStatistics out;
    out.distinct_count = 2;
    out.average_width = 1;
    return out;
  }
  const bool from_left = HasColumn(*join.left(), column);
  const PlanNode& side = from_left ? *join.left() : *join.right();
  const PlanNode& other = from_left ? *join.right() : *join.left();
  ColumnStatistics out = StatisticsOf(side, column);
  const JoinKind kind = join.join_kind();
  const bool kept_whole = from_left ? kind == JoinKind::kMark || kind == JoinKind::kSingle : false;
  if (kept_whole) return out;
  out.sorted = false;
  out.exact_bounds = false;
  const bool filled_up =
      kind == JoinKind::kFull ||
      (from_left ? kind == JoinKind::kRight : kind == JoinKind::kLeft || kind == JoinKind::kSingle);
  if (filled_up || out.null_count != 0) out.null_count.reset();
  const bool filtered = kind == JoinKind::kInner || (from_left && kind == JoinKind::kSemi);
  if (!filtered) return out;
  for (const ExprPtr& condition : join.conditions()) {
    if (!IsEquality(*condition)) continue;
    for (size_t i = 0; i < 2; ++i) {
      const Expr& own = *condition->child(i);
      if (own.kind() != ExprKind::kColumn || As<ColumnExpr>(own).id() != column) continue;
      if (!ComesFrom(*condition->child(1 - i), other)) continue;
      const ColumnStatistics matched = StatisticsOf(other, *condition->child(1 - i));
      if (As<CompareExpr>(condition).op() == CompareOp::kEqual) out.null_count = 0;
      if (matched.min && (!out.min || Value::Compare(*matched.min, *out.min) > 0)) {
        out.min = matched.min;
      }
      if (matched.max && (!out.max || Value::Compare(*matched.max, *out.max) < 0)) {
        out.max = matched.max;
      }
      if (matched.distinct_count) {
        out.distinct_count =
            std::min(*matched.distinct_count, out.distinct_count.value_or(*matched.distinct_count));
      }
    }
  }
  return out;
}

ColumnStatistics CardinalityEstimator::DeriveValues(const ValuesNode& values, ColumnId column) {
  for (size_t c = 0; c < values.columns().size(); ++c) {
    if (values.columns()[c].id != column || values.rows().empty()) continue;
    ColumnStatistics out = StatisticsOfExpr(*values.rows()[0][c], LookupIn(values));
    for (size_t r = 1; r < values.rows().size(); ++r) {
      out = UnionStatistics(out, StatisticsOfExpr(*values.rows()[r][c], LookupIn(values)));
    }
    return out;
  }
  return {};
}

ColumnStatistics CardinalityEstimator::DeriveFilter(const FilterNode& filter, ColumnId column) {
  ColumnStatistics out = StatisticsOf(*filter.child(), column);
  for (const ExprPtr& conjunct : filter.conjuncts()) NarrowByCondition(*conjunct, column, out);
  if (out.null_count != 0) out.null_count.reset();
  out.exact_bounds = false;
  if (out.distinct_count && *out.distinct_count > 1) {
    out.distinct_count = DistinctAmong(*out.distinct_count, EstimateRows(filter));
  }
  return out;
}

ColumnStatistics CardinalityEstimator::DeriveSetOperation(const SetOperationNode& set,
                                                          ColumnId column) {
  for (size_t c = 0; c < set.columns().size(); ++c) {
    if (set.columns()[c].id != column) continue;
    ColumnStatistics out = StatisticsOf(*set.child(0), set.inputs()[0][c]);
    if (set.operation() == SetOperationKind::kUnion) {
      for (size_t i = 1; i < set.children().size(); ++i) {
        out = UnionStatistics(out, StatisticsOf(*set.child(i), set.inputs()[i][c]));
      }
    }
    if (out.null_count != 0) out.null_count.reset();
    out.exact_bounds = false;
    out.sorted = false;
    return out;
  }
  return {};
}

ColumnStatistics CardinalityEstimator::DeriveCteScan(const CteScanNode& scan, ColumnId column) {
  const auto found = ctes_.find(scan.cte_id());
  for (size_t i = 0; found != ctes_.end() && i < scan.columns().size(); ++i) {
    if (scan.columns()[i].id != column) continue;
    ColumnStatistics out = StatisticsOf(*found->second, scan.definition_ids()[i]);
    out.sorted = false;
    return out;
  }
  return {};
}

ColumnStatistics CardinalityEstimator::Derive(const PlanNode& node, ColumnId column) {
  switch (node.kind()) {
    case PlanKind::kScan: return DeriveScan(As<ScanNode>(node), column);
    case PlanKind::kValues: return DeriveValues(As<ValuesNode>(node), column);
    case PlanKind::kFilter: return DeriveFilter(As<FilterNode>(node), column);
    case PlanKind::kAggregate: return DeriveAggregate(As<AggregateNode>(node), column);
    case PlanKind::kJoin: return DeriveJoin(As<JoinNode>(node), column);
    case PlanKind::kSetOperation: return DeriveSetOperation(As<SetOperationNode>(node), column);
    case PlanKind::kCte: return StatisticsOf(*As<CteNode>(node).body(), column);
    case PlanKind::kCteScan: return DeriveCteScan(As<CteScanNode>(node), column);
    case PlanKind::kProject:
      for (const NamedExpr& item : As<ProjectNode>(node).items()) {
        if (item.id == column) return StatisticsOf(*node.child(), *item.expr);
      }
      return {};
    case PlanKind::kWindow:
      for (const WindowCall& call : As<WindowNode>(node).calls()) {
        if (call.id == column) return {};
      }
      break;
    case PlanKind::kRecursiveCte:
    case PlanKind::kPositionalJoin:
    case PlanKind::kAsofJoin: return {};
    case PlanKind::kUnnest:
      if (!HasColumn(*node.child(), column)) return {};
      break;
    default: break;
  }
  ColumnStatistics out = StatisticsOf(*node.child(), column);
  if (node.kind() != PlanKind::kSort) {
    if (out.null_count != 0) out.null_count.reset();
    out.exact_bounds = false;
  }
  out.sorted = false;
  return out;
}

double CardinalityEstimator::RowWidth(const PlanNode& node, const ColumnSet& wanted) {
  double width = 0;
  for (const PlanColumn& column : node.columns()) {
    if (!wanted.contains(column.id)) continue;
    const double known = StatisticsOf(node, column.id).average_width;
    width += column.type.IsStringLike() ? std::max(known, 16.0) : DefaultWidth(column.type);
  }
  return width;
}

}  // namespace lakebolt
