#pragma once

#include <algorithm>
#include <vector>

#include "expression/expression.h"

namespace lakebolt {

/// Tells whether two expressions that may be absent are equal in structure, or both absent.
inline bool SameExpr(const ExprPtr& a, const ExprPtr& b) {
  return a && b ? a->Equals(*b) : a == b;
}

/// Tells whether two lists hold equal expressions, one by one.
inline bool SameExprs(const std::vector<ExprPtr>& a, const std::vector<ExprPtr>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), SameExpr);
}

/// Returns the types of expressions, in their order.
inline std::vector<LogicalType> TypesOf(const std::vector<ExprPtr>& exprs) {
  std::vector<LogicalType> types;
  types.reserve(exprs.size());
  for (const ExprPtr& expr : exprs) types.push_back(expr->type());
  return types;
}

}  // namespace lakebolt
