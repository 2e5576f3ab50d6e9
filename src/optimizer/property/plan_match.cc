#include "optimizer/property/plan_match.h"

#include <algorithm>

namespace lakebolt {

namespace {

bool ExpressionsMatch(const PlanNode& a, const PlanNode& b, const ColumnMap& map) {
  const std::vector<ExprPtr> left = a.expressions();
  const std::vector<ExprPtr> right = b.expressions();
  if (left.size() != right.size()) return false;
  for (size_t i = 0; i < left.size(); ++i) {
    if (IsVolatile(*left[i]) || !RenameColumns(right[i], map)->Equals(*left[i])) return false;
  }
  return true;
}

/// Maps the columns of `b` to those of `a` by position; types must agree.
bool MapColumns(const PlanNode& a, const PlanNode& b, ColumnMap& map) {
  if (a.columns().size() != b.columns().size()) return false;
  for (size_t i = 0; i < a.columns().size(); ++i) {
    if (a.columns()[i].type != b.columns()[i].type) return false;
    const auto [known, added] = map.emplace(b.columns()[i].id, a.columns()[i].id);
    if (!added && known->second != a.columns()[i].id) return false;
  }
  return true;
}

bool ScansMatch(const ScanNode& a, const ScanNode& b, ColumnMap& map) {
  if (a.source() != b.source() || a.source()->IsSinglePass() || a.limit() != b.limit()) {
    return false;
  }
  for (const auto& column : b.scan_columns()) {
    const auto same = std::find_if(
        a.scan_columns().begin(), a.scan_columns().end(),
        [&](const ScanNode::Column& other) { return other.source_index == column.source_index; });
    if (same == a.scan_columns().end()) return false;
    map.emplace(column.column.id, same->column.id);
  }
  return ExpressionsMatch(a, b, map);
}

bool SameKeys(const std::vector<SortKey>& a, const std::vector<SortKey>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const SortKey& x, const SortKey& y) {
    return x.descending == y.descending && x.nulls_first == y.nulls_first;
  });
}

bool SameCalls(const AggregateNode& a, const AggregateNode& b) {
  return a.keys().size() == b.keys().size() &&
         std::equal(a.calls().begin(), a.calls().end(), b.calls().begin(), b.calls().end(),
                    [](const AggregateCall& x, const AggregateCall& y) {
                      return x.function->name == y.function->name && x.type() == y.type() &&
                             x.function->constants == y.function->constants &&
                             x.function->order == y.function->order && x.distinct == y.distinct &&
                             x.mode == y.mode && x.arguments.size() == y.arguments.size() &&
                             static_cast<bool>(x.filter) == static_cast<bool>(y.filter);
                    });
}

/// Compares what the nodes hold besides children, columns and expressions.
bool SameNode(const PlanNode& a, const PlanNode& b, const ColumnMap& map) {
  switch (a.kind()) {
    case PlanKind::kAggregate: return SameCalls(As<AggregateNode>(a), As<AggregateNode>(b));
    case PlanKind::kJoin:
      return As<JoinNode>(a).join_kind() == As<JoinNode>(b).join_kind() &&
             As<JoinNode>(a).mark().null_aware == As<JoinNode>(b).mark().null_aware &&
             !As<JoinNode>(a).dependent() && !As<JoinNode>(b).dependent();
    case PlanKind::kSort: return SameKeys(As<SortNode>(a).keys(), As<SortNode>(b).keys());
    case PlanKind::kLimit:
      return As<LimitNode>(a).limit() == As<LimitNode>(b).limit() &&
             As<LimitNode>(a).offset() == As<LimitNode>(b).offset();
    case PlanKind::kSetOperation: {
      const auto& x = As<SetOperationNode>(a);
      const auto& y = As<SetOperationNode>(b);
      if (x.operation() != y.operation() || x.all() != y.all()) return false;
      for (size_t i = 0; i < x.inputs().size(); ++i) {
        if (x.inputs()[i].size() != y.inputs()[i].size()) return false;
        for (size_t c = 0; c < x.inputs()[i].size(); ++c) {
          const auto found = map.find(y.inputs()[i][c]);
          if (found == map.end() || found->second != x.inputs()[i][c]) return false;
        }
      }
      return true;
    }
    case PlanKind::kFilter:
    case PlanKind::kProject:
    case PlanKind::kValues: return true;
    default: return false;
  }
}

}  // namespace

bool PlansMatch(const PlanNode& a, const PlanNode& b, ColumnMap& map) {
  if (a.kind() != b.kind() || a.children().size() != b.children().size()) return false;
  if (a.kind() == PlanKind::kScan) return ScansMatch(As<ScanNode>(a), As<ScanNode>(b), map);
  for (size_t i = 0; i < a.children().size(); ++i) {
    if (!PlansMatch(*a.child(i), *b.child(i), map)) return false;
  }
  if (!SameNode(a, b, map) || !ExpressionsMatch(a, b, map)) return false;
  return MapColumns(a, b, map);
}

}  // namespace lakebolt
