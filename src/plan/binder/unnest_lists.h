#pragma once

#include <string>
#include <vector>

#include "plan/logical_plan.h"
#include "plan/operators.h"
#include "sql/ast/expression.h"

namespace lakebolt {

/// Tells whether a function, by its folded name, unnests lists.
bool IsUnnest(const std::string& name);
/// Tells whether an expression is a call of one.
bool IsUnnestCall(const sql::Expression& expression);

/// Puts the unnesting of lists above a plan; lists that are elements of others come in steps of
/// their own.
PlanPtr UnnestLists(PlanPtr plan, std::vector<NamedExpr> lists);

/// Returns the join of `left` with an unnesting of lists of its own as an unnesting above `left`:
/// null when `right` is anything else, or the join is no such one.
PlanPtr UnnestInPlace(JoinKind kind, const PlanPtr& left, const PlanNode& right,
                      const std::vector<ExprPtr>& conditions);

/// Returns `value` as a list to be unnested: NULL is an empty one. Throws kTypeMismatch for what is
/// no list.
ExprPtr AsList(ExprPtr value, SourceRange range);

}  // namespace lakebolt
