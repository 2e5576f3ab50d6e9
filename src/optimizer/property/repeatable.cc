#include "optimizer/property/repeatable.h"

namespace lakebolt {

bool IsCheapToRepeat(const PlanNode& plan) {
  switch (plan.kind()) {
    case PlanKind::kScan:
      if (As<ScanNode>(plan).source()->IsSinglePass()) return false;
      break;
    case PlanKind::kValues:
    case PlanKind::kCteScan:
    case PlanKind::kFilter:
    case PlanKind::kProject: break;
    default: return false;
  }
  for (const ExprPtr& expr : plan.expressions()) {
    if (IsVolatile(*expr)) return false;
  }
  for (const PlanPtr& child : plan.children()) {
    if (!IsCheapToRepeat(*child)) return false;
  }
  return true;
}

}  // namespace lakebolt
