#pragma once

#include "plan/binder/expression_binder.h"

namespace lakebolt {

/// Lists the sets of GROUP BY, each as places in the list of distinct keys.
using GroupingSetList = std::vector<std::vector<uint32_t>>;

/// Combines the sets of two elements of GROUP BY: each of one with each of the other.
GroupingSetList CrossSets(const GroupingSetList& a, const GroupingSetList& b, SourceRange range);

/// Plans several grouping sets as a UNION ALL of aggregates over one shared input. Gives the keys
/// (NULL where a set leaves one out), then the aggregates, then the numbers of GROUPING.
PlanPtr PlanGroupingSets(PlanPtr input, const std::vector<NamedExpr>& keys,
                         const GroupingSetList& sets, const QueryLevel& level, BinderState& state);

/// Returns GROUPING's number for one set: a bit an argument, the first one highest, 1 where the set
/// leaves the argument out. Throws when an argument is no key.
int64_t GroupingNumber(const GroupingCall& call, const std::vector<NamedExpr>& keys,
                       const std::vector<uint32_t>& set);

}  // namespace lakebolt
