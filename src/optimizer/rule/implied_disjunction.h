#pragma once

#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Returns what an OR says of `columns` alone: (a.x = 1 AND b.y = 2) OR (a.x = 3 AND b.y = 4)
/// implies a.x = 1 OR a.x = 3 for a's columns. Null when some branch says nothing of them alone.
ExprPtr ImpliedDisjunction(const Expr& condition, const ColumnSet& columns);

}  // namespace lakebolt
