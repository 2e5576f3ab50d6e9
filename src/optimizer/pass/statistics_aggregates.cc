#include "optimizer/pass/statistics_aggregates.h"

#include <optional>

#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Finds the column of the scan that an expression over `plan` passes on; null when it computes.
const ScanNode::Column* FindColumn(const PlanNode& plan, const Expr& expr) {
  if (expr.kind() != ExprKind::kColumn) return nullptr;
  const ColumnId id = As<ColumnExpr>(expr).id();
  if (plan.kind() == PlanKind::kProject) {
    for (const NamedExpr& item : As<ProjectNode>(plan).items()) {
      if (item.id == id) return FindColumn(*plan.child(), *item.expr);
    }
    return nullptr;
  }
  for (const auto& column : As<ScanNode>(plan).scan_columns()) {
    if (column.column.id == id) return &column;
  }
  return nullptr;
}

/// Computes a call from statistics; nothing when they do not say.
std::optional<Value> Answer(const AggregateCall& call, const PlanNode& input,
                            const TableSource& source, double rows) {
  if (call.filter || call.distinct || call.mode != AggregateCall::Mode::kFull) return std::nullopt;
  const std::string& name = call.function->name;
  const auto count = [&](double value) {
    return Value::Integral(call.type(), static_cast<int128_t>(value));
  };
  if (name == "count_star" || (name == "count" && call.arguments.empty())) return count(rows);
  if (call.arguments.size() != 1) return std::nullopt;
  const ScanNode::Column* column = FindColumn(input, *call.arguments[0]);
  if (!column) return std::nullopt;
  const ColumnStatistics statistics = source.column_statistics(column->source_index);
  if (name == "count" && statistics.null_count) {
    return count(rows - static_cast<double>(*statistics.null_count));
  }
  if ((name != "min" && name != "max") || !statistics.exact_bounds || call.type().IsFloating() ||
      call.type().IsNested()) {
    return std::nullopt;
  }
  const std::optional<Value>& bound = name == "min" ? statistics.min : statistics.max;
  if (!bound || bound->IsNull() || bound->type() != call.type()) return std::nullopt;
  return *bound;
}

PlanPtr AnswerAggregate(const PlanPtr& node) {
  if (node->kind() != PlanKind::kAggregate) return node;
  const auto& aggregate = As<AggregateNode>(node);
  if (!aggregate.keys().empty() || aggregate.calls().empty()) return node;
  const PlanNode* scan = aggregate.child().get();
  while (scan->kind() == PlanKind::kProject) scan = scan->child().get();
  if (scan->kind() != PlanKind::kScan || !As<ScanNode>(*scan).filters().empty() ||
      As<ScanNode>(*scan).limit()) {
    return node;
  }
  const TableSource& source = *As<ScanNode>(*scan).source();
  const TableStatistics table = source.statistics();
  if (!table.exact_rows || !table.row_count) return node;
  std::vector<ExprPtr> row;
  for (const AggregateCall& call : aggregate.calls()) {
    std::optional<Value> value = Answer(call, *aggregate.child(), source, *table.row_count);
    if (!value) return node;
    row.push_back(MakeConstant(std::move(*value)));
  }
  return std::make_shared<ValuesNode>(node->columns(),
                                      std::vector<std::vector<ExprPtr>>{std::move(row)});
}

}  // namespace

PlanPtr StatisticsAggregatesPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  return TransformPlan(plan, AnswerAggregate);
}

}  // namespace lakebolt
