#pragma once

#include "exec/query_context.h"
#include "schedule/query_execution.h"

namespace lakebolt {

/// Runs pipelines for an operator of a query, with a cancellation of their own, so that their error
/// reaches the operator and not the whole query.
class NestedExecution final : public NestedRun {
 public:
  NestedExecution(Scheduler& scheduler, const std::shared_ptr<TaskGroup>& group,
                  const QueryContext& query, PhysicalPlan plan, std::function<void()> on_end);

  void Join() override;

 private:
  CancellationToken cancellation_;
  QueryContext context_;
  QueryExecution execution_;
  // Last, so that it is gone before what it cancels.
  CancellationListener on_cancel_;
};

}  // namespace lakebolt
