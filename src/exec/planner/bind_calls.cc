#include "exec/planner/bind_calls.h"

namespace lakebolt {

std::vector<AggregateSpec::Call> BindCalls(const std::vector<AggregateCall>& calls,
                                           const Stream& input) {
  std::vector<AggregateSpec::Call> bound;
  for (const AggregateCall& call : calls) {
    std::vector<ExprPtr> arguments;
    for (const ExprPtr& argument : call.arguments) arguments.push_back(input.Bind(argument));
    bound.push_back({call.function, std::move(arguments), input.Bind(call.filter), call.mode});
  }
  return bound;
}

}  // namespace lakebolt
