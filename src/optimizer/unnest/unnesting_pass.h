#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Turns subqueries and LATERAL into ordinary joins, whatever they contain:
///
///  1. `SubqueryLowering` puts a dependent join below the operator for each subquery;
///  2. from the top down, `DependentJoinElimination` frees the right side of each dependent join
///     from columns of its left side.
///
/// After: T. Neumann and A. Kemper, "Unnesting Arbitrary Queries", BTW 2015, and T. Neumann,
/// "Improving Unnesting of Complex Queries", BTW 2025 (top-down, so that nested dependent joins
/// never meet a domain of their own parents' domain; no domain where equivalences allow).
///
/// Invariant: afterwards no expression holds a subquery, no join is dependent, and every node
/// refers to columns of its children only. The root's columns are as before.
class UnnestingPass final : public OptimizerPass {
 public:
  std::string name() const override { return "unnesting"; }
  bool required() const override { return true; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
