#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Derives conditions on one column from conditions on an equal one: a = b and a > 5 give b > 5.
/// Facts and equalities travel up from scans and filters; at each join those that are new for a
/// side become a filter there. Outer, semi and anti joins pass facts of their left side to the
/// right one only, whose rows then could not match anyway.
class TransitivePredicatesPass final : public OptimizerPass {
 public:
  std::string name() const override { return "transitive_predicates"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
