#pragma once

#include <optional>

#include "expression/expression.h"
#include "sql/ast/expression.h"

namespace lakebolt {

/// Returns how dear it is to give `argument`, which is bound as `bound`, to a macro's parameter of
/// `type`; nothing when only a cast that is written out may do so. A literal fits where its value
/// does.
std::optional<int> MacroArgumentCost(const sql::Expression& argument, const ExprPtr& bound,
                                     const LogicalType& type);

}  // namespace lakebolt
