#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "exec/operator.h"
#include "plan/logical_plan.h"

namespace lakebolt {

/// Is one source, its transforms, and the sink. Transforms and sinks may be shared by several
/// pipelines (UNION ALL, the unmatched rows of an outer join): a sink finishes once all of its
/// pipelines have ended.
struct Pipeline {
  std::shared_ptr<Source> source;
  std::vector<std::shared_ptr<Transform>> transforms;
  std::shared_ptr<Sink> sink;
  /// Orders the rows of pipelines that share a sink: those of a lower number come first.
  uint32_t number = 0;
  /// Must have ended (all rows pushed) before this one starts.
  std::vector<const Pipeline*> after_pipelines;
  /// Must have finished before this one starts.
  std::vector<const Sink*> after_sinks;
};

/// Holds everything that runs one query: pipelines in an order that respects their dependencies.
struct PhysicalPlan {
  std::vector<std::unique_ptr<Pipeline>> pipelines;
  /// Maps plan nodes to the operators that carry them out, the one that gives the node's rows last.
  std::unordered_map<const PlanNode*, std::vector<std::shared_ptr<Operator>>> operators;
};

}  // namespace lakebolt
