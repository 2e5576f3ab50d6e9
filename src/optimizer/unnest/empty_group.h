#pragma once

#include <vector>

#include "optimizer/optimizer.h"
#include "plan/operators.h"

namespace lakebolt {

/// Gives groups that an outer join found missing the results of empty groups: 0 for count, where
/// the join would leave NULL (the "count bug"). Such calls get a new id inside the group by; an
/// item above the join gives the old one.
class EmptyGroupRepair {
 public:
  EmptyGroupRepair(std::vector<AggregateCall> calls, OptimizerContext& context);

  /// Returns the calls to put into the group by.
  const std::vector<AggregateCall>& calls() const { return calls_; }

  /// Adds an item for every call's original column.
  void AddItems(std::vector<NamedExpr>& items) const;

 private:
  std::vector<AggregateCall> calls_;
  std::vector<ColumnId> original_ids_;
};

/// Returns the result of an aggregate over no rows.
Value EmptyGroupValue(const BoundAggregate& function);

}  // namespace lakebolt
