#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/settings.h"
#include "function/registry.h"
#include "plan/logical_plan.h"

namespace lakebolt {

/// Holds what a pass may use besides the plan.
struct OptimizerContext {
  ColumnIds* column_ids = nullptr;
  uint32_t* next_cte_id = nullptr;
  const Settings* settings = nullptr;
  const FunctionRegistry* functions = nullptr;
};

/// Rewrites a whole plan into an equivalent one. One class a pass; see passes.cc for the list.
class OptimizerPass {
 public:
  virtual ~OptimizerPass() = default;
  /// Returns the name for SET disabled_optimizers and EXPLAIN, such as "filter_pushdown".
  virtual std::string name() const = 0;
  /// Tells that queries cannot run without the pass (unnesting), so it cannot be disabled.
  virtual bool required() const { return false; }
  virtual PlanPtr Run(PlanPtr plan, OptimizerContext& context) const = 0;
};

/// Makes the passes in the order in which they run: passes.cc is the list to read.
std::vector<std::unique_ptr<OptimizerPass>> MakeDefaultPasses();

/// Tells how long a pass took.
struct PassTiming {
  std::string name;
  double milliseconds;
};

/// Runs all passes that are not disabled; `extra` passes (of extensions) run before the last
/// estimates are made. Verifies the plan after each pass in debug builds or with verify_plans.
PlanPtr Optimize(PlanPtr plan, OptimizerContext& context,
                 const std::vector<std::shared_ptr<const OptimizerPass>>& extra = {},
                 std::vector<PassTiming>* timings = nullptr);

/// Checks that every column that is referred to exists below, types agree, and no id is made twice.
/// Throws InternalError naming the pass `after`.
void VerifyPlan(const PlanNode& plan, const std::string& after);

}  // namespace lakebolt
