#include "optimizer/pass/filter_pushdown.h"

#include "optimizer/pass/filter_pusher.h"

namespace lakebolt {

PlanPtr FilterPushdownPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return FilterPusher().Push(plan, {}, {});
}

}  // namespace lakebolt
