#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Computes avg(x) from sum(x) where an aggregation has both: avg(x) becomes the quotient of that
/// sum and of count(x), which is cheaper than summing again. Only for integers and decimals of up
/// to 64 bits, whose sums are exact; the quotient is rounded as avg rounds it.
class AveragesOfSumsPass final : public OptimizerPass {
 public:
  std::string name() const override { return "averages_of_sums"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
