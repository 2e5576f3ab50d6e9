#pragma once

#include <optional>
#include <string_view>

#include "sql/ast/operators.h"

namespace lakebolt::sql {

/// Finds the unit that `word` names in any case, singular or plural: "day", "MONTHS".
std::optional<IntervalUnit> FindIntervalUnit(std::string_view word);

}  // namespace lakebolt::sql
