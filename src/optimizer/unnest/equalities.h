#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

/// Holds pairs of columns that are equal, and not NULL, in every row that counts: rows for which
/// one does not hold are dropped further up in the plan.
class ColumnEqualities {
 public:
  /// Adds the conditions of the form column = column.
  void AddConditions(const std::vector<ExprPtr>& conditions);

  /// Finds a column of `columns` that must equal `column`, directly or over others.
  std::optional<PlanColumn> FindAmong(ColumnId column,
                                      const std::vector<PlanColumn>& columns) const;

  /// Keeps the pairs of which no side is in `columns`.
  ColumnEqualities Without(const ColumnSet& columns) const;

  /// Translates to the columns below a projection or a group by: pairs with an item that is a plain
  /// column now name that; other pairs with made columns are dropped.
  ColumnEqualities Below(const std::vector<NamedExpr>& items) const;

  /// Translates output columns of a set operation to those of one input.
  ColumnEqualities Renamed(const std::vector<PlanColumn>& from,
                           const std::vector<ColumnId>& to) const;

 private:
  std::vector<std::pair<ColumnId, ColumnId>> pairs_;
};

}  // namespace lakebolt
