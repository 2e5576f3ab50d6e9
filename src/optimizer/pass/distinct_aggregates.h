#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Turns DISTINCT inside aggregates into grouping, which exec can do in parallel and spill:
///
///  - with one set of distinct arguments, an inner group by also groups by those (other calls give
///    partial states there), and an outer one aggregates what is left of each group once;
///  - with several sets, the input is computed once (a CTE), each set is aggregated by itself, and
///    the results are joined on the keys.
///
/// DISTINCT that changes nothing (min, max) is dropped. Exec knows no DISTINCT, so the pass is
/// required.
class DistinctAggregatesPass final : public OptimizerPass {
 public:
  std::string name() const override { return "distinct_aggregates"; }
  bool required() const override { return true; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
