#include "exec/aggregate/hash_aggregate.h"
#include "exec/planner/physical_planner.h"

namespace lakebolt {

Stream PhysicalPlanner::PlanAggregate(const AggregateNode& node) {
  ColumnSet below;
  for (const ExprPtr& expr : node.expressions()) CollectColumns(*expr, below);
  Stream input = PlanNodeStream(node.child(), below);
  AggregateSpec spec;
  for (const NamedExpr& key : node.keys()) spec.keys.push_back(input.Bind(key.expr));
  for (const AggregateCall& call : node.calls()) {
    if (call.distinct && !call.function->ignores_duplicates) {
      throw InternalError("DISTINCT aggregate left over by the optimizer");
    }
    std::vector<ExprPtr> arguments;
    for (const ExprPtr& argument : call.arguments) arguments.push_back(input.Bind(argument));
    spec.calls.push_back({call.function, std::move(arguments), input.Bind(call.filter), call.mode});
  }
  auto sink = std::make_shared<HashAggregate>(std::move(spec), query_.memory);
  return Through(node, input, sink, std::make_shared<AggregateScan>(sink), node.columns());
}

Stream PhysicalPlanner::GroupDistinct(const PlanNode& node, Stream input,
                                      const std::vector<PlanColumn>& columns) {
  AggregateSpec spec;
  for (uint32_t i = 0; i < columns.size(); ++i) {
    spec.keys.push_back(std::make_shared<InputExpr>(i, columns[i].type, columns[i].name));
  }
  auto sink = std::make_shared<HashAggregate>(std::move(spec), query_.memory);
  return Through(node, input, sink, std::make_shared<AggregateScan>(sink), columns);
}

}  // namespace lakebolt
