#include "optimizer/cardinality/estimator.h"

#include <algorithm>
#include <cmath>

#include "optimizer/cardinality/column_origin.h"
#include "optimizer/pass/scan_filters.h"
#include "source/distinct_sampler.h"

namespace lakebolt {

namespace {

constexpr double kUnknownTableRows = 10'000;
/// Below this share of the rows, a source's own estimate is too coarse to be taken as it is.
constexpr double kRareShare = 1e-4;
/// Semi joins seldom drop everything, anti joins neither, whatever distinct counts say.
constexpr double kLeastAntiFraction = 0.05;
constexpr double kDefaultMatchFraction = 0.5;
constexpr double kHavingSelectivity = 0.3;

/// Finds the sides of an equality between the inputs of a join; false when it is none.
bool JoinKeys(const Expr& condition, const PlanNode& left, const PlanNode& right,
              const Expr** left_key, const Expr** right_key) {
  if (!IsEquality(condition)) return false;
  const Expr& a = *condition.child(0);
  const Expr& b = *condition.child(1);
  if (ComesFrom(a, left) && ComesFrom(b, right)) {
    *left_key = &a;
    *right_key = &b;
    return true;
  }
  if (ComesFrom(b, left) && ComesFrom(a, right)) {
    *left_key = &b;
    *right_key = &a;
    return true;
  }
  return false;
}

}  // namespace

double CompositeKeys(double left_rows, double right_rows, double combinations, size_t columns) {
  constexpr double kUnrelated = 0.25;  // how much the last case weighs
  if (left_rows <= 0 || right_rows <= 0) return combinations;
  const double listed = std::sqrt(left_rows * right_rows);
  if (combinations <= listed) return combinations;
  if (columns > 2) return listed;
  return listed * std::pow(combinations / listed, kUnrelated);
}

void CardinalityEstimator::NoteCtes(const PlanNode& plan) {
  if (plan.kind() == PlanKind::kCte) {
    ctes_[As<CteNode>(plan).cte_id()] = As<CteNode>(plan).definition().get();
  }
  for (const PlanPtr& child : plan.children()) NoteCtes(*child);
}

double CardinalityEstimator::EstimateRows(const PlanNode& node) {
  const auto found = rows_.find(&node);
  if (found != rows_.end()) return found->second;
  const double rows = DeriveRows(node);
  rows_[&node] = rows;
  return rows;
}

double CardinalityEstimator::DeriveRows(const PlanNode& node) {
  switch (node.kind()) {
    case PlanKind::kScan: return ScanRows(As<ScanNode>(node), {});
    case PlanKind::kValues: return static_cast<double>(As<ValuesNode>(node).rows().size());
    case PlanKind::kFilter: return FilterRows(As<FilterNode>(node));
    case PlanKind::kAggregate: return GroupRows(As<AggregateNode>(node));
    case PlanKind::kJoin: return JoinRows(As<JoinNode>(node));
    case PlanKind::kSetOperation: return SetOperationRows(As<SetOperationNode>(node));
    case PlanKind::kCte: return EstimateRows(*As<CteNode>(node).body());
    case PlanKind::kCteScan: {
      const auto found = ctes_.find(As<CteScanNode>(node).cte_id());
      return found == ctes_.end() ? kUnknownTableRows : EstimateRows(*found->second);
    }
    case PlanKind::kLimit: {
      const double rows = EstimateRows(*node.child());
      const auto limit = As<LimitNode>(node).limit();
      return limit ? std::min(rows, static_cast<double>(*limit)) : rows;
    }
    case PlanKind::kTopN:
      return std::min(EstimateRows(*node.child()), static_cast<double>(As<TopNNode>(node).limit()));
    case PlanKind::kPartitionLimit: {
      const auto& limit = As<PartitionLimitNode>(node);
      const double rows = EstimateRows(*node.child());
      double groups = 1;
      for (const ExprPtr& key : limit.partition()) groups *= DistinctCount(*node.child(), *key);
      groups = std::min(groups, rows);
      return limit.limit() ? std::min(rows, groups * static_cast<double>(*limit.limit())) : rows;
    }
    case PlanKind::kUnnest: {
      constexpr double kElements = 5;  // of a list of unknown length
      return EstimateRows(*node.child()) * kElements;
    }
    default: return EstimateRows(*node.child());
  }
}

double CardinalityEstimator::ScanRows(const ScanNode& scan, std::vector<ExprPtr> conjuncts) {
  const double table = scan.source()->statistics().row_count.value_or(kUnknownTableRows);
  for (const ExprPtr& filter : scan.filters()) {
    const bool known = std::any_of(conjuncts.begin(), conjuncts.end(),
                                   [&](const ExprPtr& expr) { return expr->Equals(*filter); });
    if (!known) conjuncts.push_back(filter);
  }
  double rows = table;
  if (!conjuncts.empty()) {
    const std::optional<double> said =
        scan.source()->EstimateRows(ToSourceFilters(scan, conjuncts));
    const auto lookup = [&](ColumnId id) {
      for (const auto& column : scan.scan_columns()) {
        if (column.column.id == id) return scan.source()->column_statistics(column.source_index);
      }
      return ColumnStatistics();
    };
    const auto derived = [&] {
      return table * SelectivityEstimator(table, lookup).OfConjuncts(conjuncts);
    };
    // A sample cannot tell how rare a condition is that it met hardly once.
    rows = !said ? derived() : *said < table * kRareShare ? std::min(*said, derived()) : *said;
    rows = std::max(rows, std::min(table, 1.0));
  }
  if (scan.limit()) rows = std::min(rows, static_cast<double>(*scan.limit()));
  return rows;
}

double CardinalityEstimator::FilterRows(const FilterNode& filter) {
  const PlanNode& child = *filter.child();
  if (child.kind() == PlanKind::kScan) return ScanRows(As<ScanNode>(child), filter.conjuncts());
  const double rows = EstimateRows(child);
  double share;
  if (child.kind() == PlanKind::kAggregate) {
    share = std::pow(kHavingSelectivity, static_cast<double>(filter.conjuncts().size()));
  } else {
    share = SelectivityEstimator(rows, LookupIn(child)).OfConjuncts(filter.conjuncts());
  }
  return std::max(rows * share, std::min(rows, 1.0));
}

double CardinalityEstimator::GroupRows(const AggregateNode& aggregate) {
  if (aggregate.keys().empty()) return 1;
  const PlanNode& child = *aggregate.child();
  const double rows = EstimateRows(child);
  // Columns of one table are not independent: they have no more combinations than it has rows.
  std::vector<std::pair<Origin, double>> by_table;
  double groups = 1;
  for (const NamedExpr& key : aggregate.keys()) {
    const double distinct = DistinctCount(child, *key.expr);
    const Origin origin = key.expr->kind() == ExprKind::kColumn
                              ? OriginOf(child, As<ColumnExpr>(key.expr).id())
                              : Origin();
    const auto table = std::find_if(by_table.begin(), by_table.end(), [&](const auto& other) {
      return other.first.node == origin.node;
    });
    if (!origin.node || origin.kept <= 0) {
      groups *= distinct;
    } else if (table == by_table.end()) {
      by_table.emplace_back(origin, distinct);
    } else {
      table->second = std::min(table->second * distinct, std::max(1.0, origin.kept));
    }
  }
  for (const auto& [origin, distinct] : by_table) groups *= distinct;
  return std::max(std::min(rows, 1.0), std::min(groups, rows));
}

double CardinalityEstimator::SetOperationRows(const SetOperationNode& set) {
  double rows = 0;
  double least = EstimateRows(*set.child(0));
  for (const PlanPtr& child : set.children()) {
    rows += EstimateRows(*child);
    least = std::min(least, EstimateRows(*child));
  }
  switch (set.operation()) {
    case SetOperationKind::kUnion: return set.all() ? rows : rows * 0.75;
    case SetOperationKind::kIntersect: return least;
    case SetOperationKind::kExcept: return EstimateRows(*set.child(0));
  }
  return rows;
}

/// Has the source of a column improve its estimate; what was derived from the one before is
/// forgotten.
void CardinalityEstimator::SampleDistinct(const PlanNode& node, ColumnId column) {
  const Origin origin = OriginOf(node, column);
  if (!origin.node || origin.node->kind() != PlanKind::kScan) return;
  const auto& scan = As<ScanNode>(*origin.node);
  const auto* sampler = dynamic_cast<const DistinctSampler*>(scan.source().get());
  if (!sampler) return;
  for (const auto& candidate : scan.scan_columns()) {
    if (candidate.column.id != origin.column) continue;
    if (!sampler->SampleDistinct(candidate.source_index)) continue;
    rows_.clear();
    columns_.clear();
  }
}

double CardinalityEstimator::DistinctCount(const PlanNode& node, const Expr& expr) {
  if (expr.kind() == ExprKind::kColumn) SampleDistinct(node, As<ColumnExpr>(expr).id());
  const double rows = std::max(1.0, EstimateRows(node));
  const ColumnStatistics statistics = StatisticsOf(node, expr);
  if (statistics.distinct_count) return std::clamp(*statistics.distinct_count, 1.0, rows);
  return std::max(1.0, std::pow(rows, 0.75));
}

CardinalityEstimator::Origin CardinalityEstimator::OriginOf(const PlanNode& node, ColumnId column) {
  switch (node.kind()) {
    case PlanKind::kScan:
      return {&node, column, As<ScanNode>(node).source()->statistics().row_count.value_or(0),
              EstimateRows(node)};
    case PlanKind::kFilter: {
      Origin origin = OriginOf(*node.child(), column);
      if (origin.node == node.child().get()) origin.kept = EstimateRows(node);
      return origin;
    }
    case PlanKind::kProject:
      for (const NamedExpr& item : As<ProjectNode>(node).items()) {
        if (item.id != column) continue;
        if (item.expr->kind() != ExprKind::kColumn) break;
        return OriginOf(*node.child(), As<ColumnExpr>(item.expr).id());
      }
      return {};
    case PlanKind::kAggregate:
      for (const NamedExpr& key : As<AggregateNode>(node).keys()) {
        if (key.id == column) return {&node, column, EstimateRows(node), EstimateRows(node)};
      }
      return {};
    case PlanKind::kCte: return OriginOf(*As<CteNode>(node).body(), column);
    default: break;
  }
  for (const PlanPtr& child : node.children()) {
    if (HasColumn(*child, column)) return OriginOf(*child, column);
  }
  return {};
}

namespace {

/// Gathers the equalities between one table of the left and one of the right: a composite key.
struct CompositeKey {
  CardinalityEstimator::Origin left;
  CardinalityEstimator::Origin right;
  double selectivity = 1;
  size_t parts = 0;
  bool repeated = false;  // on both sides

  /// Columns of a key are not independent.
  double Selectivity() const {
    if (parts < 2) return repeated ? selectivity * kSkewOfRepeated : selectivity;
    return 1 / CompositeKeys(left.rows, right.rows, 1 / selectivity, parts);
  }
};

}  // namespace

double CardinalityEstimator::CommonValues(const PlanNode& left, const Expr& left_key,
                                          const PlanNode& right, const Expr& right_key) {
  ColumnStatistics left_domain = DomainOf(left, left_key);
  ColumnStatistics right_domain = DomainOf(right, right_key);
  MeetDomains(left_key.type(), left_domain, right_domain);
  return std::max(*left_domain.distinct_count, *right_domain.distinct_count);
}

double CardinalityEstimator::JoinSelectivity(const PlanNode& left, const PlanNode& right,
                                             const std::vector<ExprPtr>& conditions) {
  std::vector<CompositeKey> keys;
  double selectivity = 1;
  for (const ExprPtr& condition : conditions) {
    const Expr* left_key = nullptr;
    const Expr* right_key = nullptr;
    if (!JoinKeys(*condition, left, right, &left_key, &right_key)) {
      const auto lookup = [&](ColumnId id) {
        return HasColumn(left, id) ? StatisticsOf(left, id) : StatisticsOf(right, id);
      };
      selectivity *= SelectivityEstimator(1, lookup).Of(*condition);
      continue;
    }
    const double share = 1 / CommonValues(left, *left_key, right, *right_key);
    if (left_key->kind() != ExprKind::kColumn || right_key->kind() != ExprKind::kColumn) {
      selectivity *= share;
      continue;
    }
    const Origin left_origin = OriginOf(left, As<ColumnExpr>(*left_key).id());
    const Origin right_origin = OriginOf(right, As<ColumnExpr>(*right_key).id());
    auto key = std::find_if(keys.begin(), keys.end(), [&](const CompositeKey& other) {
      return other.left.node == left_origin.node && other.right.node == right_origin.node;
    });
    if (key == keys.end()) key = keys.insert(key, CompositeKey{left_origin, right_origin});
    key->selectivity *= share;
    ++key->parts;
    key->repeated = IsRepeated(left_origin) && IsRepeated(right_origin);
  }
  for (const CompositeKey& key : keys) selectivity *= key.Selectivity();
  return std::min(1.0, selectivity);
}

double CardinalityEstimator::MatchFraction(const PlanNode& left, const PlanNode& right,
                                           const std::vector<ExprPtr>& conditions) {
  if (conditions.empty()) return EstimateRows(right) >= 1 ? 1 : 0;
  double fraction = 1;
  bool has_key = false;
  for (const ExprPtr& condition : conditions) {
    const Expr* left_key = nullptr;
    const Expr* right_key = nullptr;
    if (!JoinKeys(*condition, left, right, &left_key, &right_key)) continue;
    has_key = true;
    const double values = CommonValues(left, *left_key, right, *right_key);
    fraction = std::min(fraction, DistinctCount(right, *right_key) / values);
  }
  return has_key ? std::min(1.0, fraction) : kDefaultMatchFraction;
}

double CardinalityEstimator::JoinRows(const JoinNode& join) {
  const PlanNode& left = *join.left();
  const PlanNode& right = *join.right();
  const double left_rows = EstimateRows(left);
  const double right_rows = EstimateRows(right);
  const auto inner = [&] {
    const double rows = left_rows * right_rows * JoinSelectivity(left, right, join.conditions());
    return std::max(rows, std::min({left_rows, right_rows, 1.0}));
  };
  switch (join.join_kind()) {
    case JoinKind::kInner: return inner();
    case JoinKind::kLeft: return std::max(left_rows, inner());
    case JoinKind::kRight: return std::max(right_rows, inner());
    case JoinKind::kFull: return std::max({left_rows, right_rows, inner()});
    case JoinKind::kSemi:
      return std::max(std::min(left_rows, 1.0),
                      left_rows * MatchFraction(left, right, join.conditions()));
    case JoinKind::kAnti:
      return left_rows *
             std::max(kLeastAntiFraction, 1 - MatchFraction(left, right, join.conditions()));
    case JoinKind::kMark:
    case JoinKind::kSingle: return left_rows;
  }
  return left_rows;
}

}  // namespace lakebolt
