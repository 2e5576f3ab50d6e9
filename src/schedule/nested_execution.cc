#include "schedule/nested_execution.h"

namespace lakebolt {

namespace {

QueryContext Inner(const QueryContext& query, CancellationToken* cancellation) {
  QueryContext inner = query;
  inner.cancellation = cancellation;
  return inner;
}

}  // namespace

NestedExecution::NestedExecution(Scheduler& scheduler, const std::shared_ptr<TaskGroup>& group,
                                 const QueryContext& query, PhysicalPlan plan,
                                 std::function<void()> on_end)
    : cancellation_(query.cancellation),
      context_(Inner(query, &cancellation_)),
      execution_(scheduler, group, context_, std::move(plan)),
      on_cancel_(query.cancellation, [this] { CancelAndWake(cancellation_); }) {
  // What runs inside this run is cancelled with it.
  context_.start_nested = [this, &scheduler, group](PhysicalPlan inner,
                                                    std::function<void()> ended) {
    return std::make_unique<NestedExecution>(scheduler, group, context_, std::move(inner),
                                             std::move(ended));
  };
  execution_.OnEnd(std::move(on_end));
  execution_.Start();
}

void NestedExecution::Join() {
  execution_.Wait();
  if (execution_.error() != nullptr) std::rethrow_exception(execution_.error());
}

}  // namespace lakebolt
