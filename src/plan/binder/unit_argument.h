#pragma once

#include <optional>
#include <string>

#include "sql/ast/expression.h"

namespace lakebolt {

/// Returns the unit that stands as a bare word where a function, by its key in the registry, takes
/// one first, as in timestampadd(MONTH, 1, x); nothing for other calls.
std::optional<std::string> UnitArgument(const std::string& function,
                                        const sql::FunctionCallExpression& call);

}  // namespace lakebolt
