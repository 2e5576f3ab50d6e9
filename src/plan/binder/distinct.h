#pragma once

#include <vector>

#include "plan/binder/binder.h"
#include "plan/binder/binder_state.h"

namespace lakebolt {

/// Is a column of rows that are to be made distinct by what its collation compares.
struct CollatedColumn {
  ColumnId column;
  NamedExpr key;  // with the column that it gets in the distinct rows
};

/// Lists the collated ones among the columns of a query; `values` are their expressions.
std::vector<CollatedColumn> CollatedColumnsOf(const BoundQuery& query,
                                              const std::vector<ExprPtr>& values,
                                              BinderState& state);

/// Finds the column whose key an expression is; null when there is none.
const CollatedColumn* FindByKey(const std::vector<CollatedColumn>& columns, const ExprPtr& key);

/// Makes the rows of a plan distinct. Of rows that differ in collated text alone the first stays:
/// `query` learns the columns of such text; their keys stay in the plan.
PlanPtr PlanDistinct(PlanPtr plan, const std::vector<CollatedColumn>& collated, BoundQuery& query,
                     BinderState& state);

/// Drops from a plan what is no column of the query.
PlanPtr KeepColumnsOf(PlanPtr plan, const BoundQuery& query);

}  // namespace lakebolt
