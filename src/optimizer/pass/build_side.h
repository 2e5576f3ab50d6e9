#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Chooses which side of a join is built into a hash table: exec builds the right side and streams
/// the left, so the side with fewer bytes goes to the right; left and right outer joins change
/// their kind with that. Semi, anti, mark and single joins keep their sides (exec may flip the
/// first two).
class BuildSidePass final : public OptimizerPass {
 public:
  std::string name() const override { return "build_side"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
