#include "plan/binder/query_level.h"

#include <algorithm>

#include "base/hash.h"
#include "expression/expression_list.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

std::string_view ClauseName(Clause clause) {
  switch (clause) {
    case Clause::kExpression: return "this expression";
    case Clause::kSelect: return "SELECT";
    case Clause::kFrom: return "FROM";
    case Clause::kJoinCondition: return "a join condition";
    case Clause::kWhere: return "WHERE";
    case Clause::kGroupBy: return "GROUP BY";
    case Clause::kHaving: return "HAVING";
    case Clause::kQualify: return "QUALIFY";
    case Clause::kDistinctOn: return "DISTINCT ON";
    case Clause::kOrderBy: return "ORDER BY";
    case Clause::kLimit: return "LIMIT";
    case Clause::kValues: return "VALUES";
  }
  return "";
}

bool AllowsAggregates(Clause clause) {
  return clause == Clause::kSelect || clause == Clause::kHaving || clause == Clause::kOrderBy ||
         clause == Clause::kDistinctOn || clause == Clause::kQualify;
}

bool AllowsWindows(Clause clause) {
  return clause == Clause::kSelect || clause == Clause::kOrderBy || clause == Clause::kDistinctOn ||
         clause == Clause::kQualify;
}

bool AllowsAliases(Clause clause) {
  return clause == Clause::kSelect || clause == Clause::kWhere || clause == Clause::kGroupBy ||
         clause == Clause::kHaving || clause == Clause::kOrderBy || clause == Clause::kDistinctOn ||
         clause == Clause::kQualify;
}

const CteScope* FindCte(const CteScope* innermost, const std::string& folded_name) {
  for (const CteScope* cte = innermost; cte != nullptr; cte = cte->outer) {
    if (cte->folded_name == folded_name) return cte;
  }
  return nullptr;
}

namespace {

bool SameCall(const AggregateCall& a, const AggregateCall& b) {
  if (a.function->name != b.function->name || a.distinct != b.distinct) return false;
  if (a.function->constants != b.function->constants || a.function->order != b.function->order) {
    return false;
  }
  if (!SameExpr(a.filter, b.filter)) return false;
  for (const ExprPtr& argument : a.arguments) {
    if (IsVolatile(*argument)) return false;
  }
  return SameExprs(a.arguments, b.arguments);
}

uint64_t HashCall(const AggregateCall& call) {
  uint64_t hash = HashBytes(call.function->name.data(), call.function->name.size());
  for (const ExprPtr& argument : call.arguments) hash = CombineHash(hash, argument->Hash());
  return hash;
}

}  // namespace

ExprPtr QueryLevel::AddAggregate(AggregateCall call, SourceRange range) {
  const uint64_t hash = HashCall(call);
  const auto [begin, end] = aggregates_by_hash_.equal_range(hash);
  for (auto place = begin; place != end; ++place) {
    const AggregateCall& known = aggregates_[place->second];
    if (SameCall(known, call)) {
      return std::make_shared<ColumnExpr>(known.id, known.name, known.type(), range);
    }
  }
  aggregates_by_hash_.emplace(hash, aggregates_.size());
  aggregate_ids_.insert(call.id);
  aggregates_.push_back(std::move(call));
  const AggregateCall& added = aggregates_.back();
  return std::make_shared<ColumnExpr>(added.id, added.name, added.type(), range);
}

ExprPtr QueryLevel::AddGrouping(GroupingCall call) {
  aggregate_ids_.insert(call.id);
  groupings_.push_back(std::move(call));
  const GroupingCall& added = groupings_.back();
  return std::make_shared<ColumnExpr>(added.id, "grouping", TypeId::kInt64, added.range);
}

ExprPtr QueryLevel::AddWindow(BoundWindowCall call, SourceRange range) {
  const auto known = std::find_if(windows_.begin(), windows_.end(),
                                  [&](const auto& other) { return SameWindowCall(other, call); });
  if (known != windows_.end()) {
    return std::make_shared<ColumnExpr>(known->call.id, known->call.name, known->call.type(),
                                        range);
  }
  window_ids_.insert(call.call.id);
  windows_.push_back(std::move(call));
  const WindowCall& added = windows_.back().call;
  return std::make_shared<ColumnExpr>(added.id, added.name, added.type(), range);
}

namespace {

bool UsesAny(const Expr& expr, const std::unordered_set<ColumnId>& ids) {
  if (ids.empty()) return false;
  ColumnSet columns;
  CollectColumns(expr, columns);
  return std::any_of(columns.begin(), columns.end(), [&](ColumnId id) { return ids.contains(id); });
}

}  // namespace

bool QueryLevel::UsesAggregate(const Expr& expr) const {
  if (UsesAny(expr, aggregate_ids_)) return true;
  // A window function over aggregates is one too.
  for (const BoundWindowCall& window : windows_) {
    if (!UsesAny(expr, {window.call.id})) continue;
    bool uses = false;
    VisitWindowExpressions(window,
                           [&](const ExprPtr& part) { uses |= UsesAny(*part, aggregate_ids_); });
    if (uses) return true;
  }
  return false;
}

bool QueryLevel::UsesWindow(const Expr& expr) const {
  return UsesAny(expr, window_ids_);
}

}  // namespace lakebolt
