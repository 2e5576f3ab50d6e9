#pragma once

#include "optimizer/optimizer.h"

namespace lakebolt {

/// Decides conditions by what statistics say of the columns: those that are true for every row are
/// dropped, those that are true for none make the input empty.
///
/// Invariant: only bounds and NULL counts are used, which always hold; never estimates. Floating
/// point columns are left alone, as bounds may leave out NaN.
class StatisticsFiltersPass final : public OptimizerPass {
 public:
  std::string name() const override { return "statistics_filters"; }
  PlanPtr Run(PlanPtr plan, OptimizerContext& context) const override;
};

}  // namespace lakebolt
