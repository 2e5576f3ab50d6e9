#include "plan/binder/distinct.h"

#include <algorithm>
#include <unordered_set>

#include "plan/binder/collation.h"
#include "plan/binder/projection.h"
#include "plan/operators.h"

namespace lakebolt {

std::vector<CollatedColumn> CollatedColumnsOf(const BoundQuery& query,
                                              const std::vector<ExprPtr>& values,
                                              BinderState& state) {
  std::vector<CollatedColumn> collated;
  std::unordered_set<ColumnId> seen;
  for (size_t i = 0; i < query.columns.size(); ++i) {
    if (!HasCollationKey(query.types[i], state) || !seen.insert(query.columns[i]).second) {
      continue;
    }
    collated.push_back(
        {query.columns[i], {state.NewColumn(), query.names[i], CollationKey(values[i], state)}});
  }
  return collated;
}

const CollatedColumn* FindByKey(const std::vector<CollatedColumn>& columns, const ExprPtr& key) {
  const auto found =
      std::find_if(columns.begin(), columns.end(),
                   [&](const CollatedColumn& column) { return column.key.expr->Equals(*key); });
  return found == columns.end() ? nullptr : &*found;
}

PlanPtr PlanDistinct(PlanPtr plan, const std::vector<CollatedColumn>& collated, BoundQuery& query,
                     BinderState& state) {
  std::vector<NamedExpr> groups;
  std::vector<AggregateCall> firsts;
  for (const PlanColumn& column : plan->columns()) {
    const auto found =
        std::find_if(collated.begin(), collated.end(),
                     [&](const CollatedColumn& known) { return known.column == column.id; });
    if (found == collated.end()) {
      groups.push_back({column.id, column.name, ReferenceTo(column)});
      continue;
    }
    groups.push_back({found->key.id, column.name, CollationKey(ReferenceTo(column), state)});
    firsts.push_back(FirstOf(ReferenceTo(column), column.name, state));
    std::replace(query.columns.begin(), query.columns.end(), column.id, firsts.back().id);
  }
  return std::make_shared<AggregateNode>(std::move(plan), std::move(groups), std::move(firsts));
}

PlanPtr KeepColumnsOf(PlanPtr plan, const BoundQuery& query) {
  std::vector<NamedExpr> items;
  std::unordered_set<ColumnId> seen;
  for (size_t i = 0; i < query.columns.size(); ++i) {
    if (!seen.insert(query.columns[i]).second) continue;
    items.push_back(
        {query.columns[i], query.names[i],
         std::make_shared<ColumnExpr>(query.columns[i], query.names[i], query.types[i])});
  }
  return std::make_shared<ProjectNode>(std::move(plan), std::move(items));
}

}  // namespace lakebolt
