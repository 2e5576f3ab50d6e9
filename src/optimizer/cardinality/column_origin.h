#pragma once

#include "plan/operators.h"

namespace lakebolt {

/// Tells whether an expression is an equality, NULL-safe or not.
bool IsEquality(const Expr& expr);

/// Tells whether the node gives the column.
bool HasColumn(const PlanNode& node, ColumnId id);

/// Tells whether the node gives all columns of `expr`, of which there is at least one.
bool ComesFrom(const Expr& expr, const PlanNode& node);

}  // namespace lakebolt
