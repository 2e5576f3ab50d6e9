#pragma once

#include <functional>

#include "sql/ast/expression.h"

namespace lakebolt::sql {

/// Calls `visit` with every direct child expression of `expression`, in the order of the text,
/// those of its window included; does not enter subqueries.
void ForEachChild(const Expression& expression,
                  const std::function<void(const Expression&)>& visit);

}  // namespace lakebolt::sql
