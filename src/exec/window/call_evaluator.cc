#include "exec/window/framed_aggregate.h"
#include "exec/window/function_call.h"

namespace lakebolt {

std::unique_ptr<WindowCallEvaluator> MakeCallEvaluator(const WindowRows& rows,
                                                       const WindowSpec::Call& call,
                                                       const std::vector<WindowKey>& order,
                                                       const CallEdges* edges) {
  // The direction counts for RANGE with a distance, which has one key.
  const bool descending = !order.empty() && order[0].descending;
  if (call.aggregate) return MakeAggregateEvaluator(rows, call, descending, edges);
  if (call.function->fills) {
    return MakeFill(rows, call, call.argument_order.empty() ? order[0] : call.argument_order[0]);
  }
  if (!call.argument_order.empty()) return MakeOrderedFunction(rows, call, descending);
  return std::make_unique<FunctionCall>(rows, call, descending, edges);
}

}  // namespace lakebolt
