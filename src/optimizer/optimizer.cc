#include "optimizer/optimizer.h"

#include <algorithm>
#include <chrono>

#include "base/cancellation_scope.h"
#include "optimizer/pass/estimates.h"

namespace lakebolt {

namespace {

#ifdef NDEBUG
constexpr bool kAlwaysVerify = false;
#else
constexpr bool kAlwaysVerify = true;
#endif

/// Runs passes one by one, with the clock and the verifier around each.
class PassRunner {
 public:
  PassRunner(OptimizerContext& context, std::vector<PassTiming>* timings)
      : context_(context), timings_(timings) {
    if (context.settings) {
      disabled_ = context.settings->GetList("disabled_optimizers");
      verify_ = kAlwaysVerify || context.settings->GetBool("verify_plans");
    }
  }

  bool verify() const { return verify_; }

  PlanPtr Run(const OptimizerPass& pass, PlanPtr plan) const {
    const bool disabled =
        std::find(disabled_.begin(), disabled_.end(), pass.name()) != disabled_.end();
    if (disabled && !pass.required()) return plan;
    CheckCancellation();
    const auto start = std::chrono::steady_clock::now();
    plan = pass.Run(std::move(plan), context_);
    const std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - start;
    if (timings_) timings_->push_back({pass.name(), spent.count()});
    if (verify_) VerifyPlan(*plan, pass.name());
    return plan;
  }

 private:
  OptimizerContext& context_;
  std::vector<PassTiming>* timings_;
  std::vector<std::string> disabled_;
  bool verify_ = kAlwaysVerify;
};

}  // namespace

PlanPtr Optimize(PlanPtr plan, OptimizerContext& context,
                 const std::vector<std::shared_ptr<const OptimizerPass>>& extra,
                 std::vector<PassTiming>* timings) {
  const PassRunner runner(context, timings);
  if (runner.verify()) VerifyPlan(*plan, "binder");
  const std::vector<std::unique_ptr<OptimizerPass>> passes = MakeDefaultPasses();
  for (const auto& pass : passes) plan = runner.Run(*pass, std::move(plan));
  for (const auto& pass : extra) plan = runner.Run(*pass, std::move(plan));
  return runner.Run(EstimatesPass(), std::move(plan));
}

}  // namespace lakebolt
