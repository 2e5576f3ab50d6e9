#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Simplifies expressions one by one, those of subqueries too: folds constants, then runs the rules
/// of `expression_rules.h` bottom-up. Conditions come out as lists of terms that push-down, scans
/// and estimates can read.
class ExpressionRewritePass final : public OptimizerPass {
 public:
  std::string name() const override { return "expression_rewrite"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
