#include "api/query_profile.h"

#include <algorithm>

#include "api/query_run.h"

namespace lakebolt {

namespace {

uint64_t NanosecondsOf(const Operator& op) {
  return op.stats().nanoseconds.load();
}

OperatorProfile ProfileOfNode(const PlanNode& node, const PhysicalPlan& plan) {
  OperatorProfile profile;
  profile.name = node.Name();
  profile.details = node.Details();
  profile.estimated_rows = node.estimated_rows();
  const auto found = plan.operators.find(&node);
  if (found != plan.operators.end()) {
    profile.measured = true;
    profile.rows = found->second.back()->stats().rows.load();
    for (const auto& op : found->second) {
      profile.nanoseconds += NanosecondsOf(*op);
      profile.bytes_read += op->stats().bytes_read.load();
      profile.bytes_spilled += op->stats().bytes_spilled.load();
      for (std::string& detail : op->Details()) profile.details.push_back(std::move(detail));
    }
  }
  for (const PlanPtr& child : node.children()) {
    profile.children.push_back(ProfileOfNode(*child, plan));
  }
  return profile;
}

}  // namespace

std::optional<QueryProfile> ProfileOf(const Result& result, double seconds) {
  const auto* executed = dynamic_cast<const QueryRun*>(&result);
  if (executed == nullptr) return std::nullopt;
  const QueryRun& run = *executed;
  QueryProfile profile;
  profile.plan = ProfileOfNode(*run.plan(), run.operators());
  profile.seconds = seconds;
  for (const PassTiming& pass : run.pass_timings()) {
    profile.passes.push_back({pass.name, pass.milliseconds});
    profile.optimizer_seconds += pass.milliseconds / 1e3;
  }
  for (const auto& pipeline : run.operators().pipelines) {
    profile.worker_nanoseconds += NanosecondsOf(*pipeline->source);
    for (const auto& transform : pipeline->transforms) {
      profile.worker_nanoseconds += NanosecondsOf(*transform);
    }
    profile.worker_nanoseconds += NanosecondsOf(*pipeline->sink);
  }
  profile.peak_memory = run.memory().peak();
  return profile;
}

double EstimateError(const OperatorProfile& node) {
  if (!node.measured || node.estimated_rows < 0) return 0;
  const double estimated = std::max(1.0, node.estimated_rows);
  const double real = std::max<double>(1, static_cast<double>(node.rows));
  return std::max(estimated / real, real / estimated);
}

}  // namespace lakebolt
