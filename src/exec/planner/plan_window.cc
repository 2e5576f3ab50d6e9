// Windows: their operands become columns, then one operator sorts and computes.

#include <algorithm>

#include "exec/planner/physical_planner.h"
#include "exec/project/project.h"
#include "exec/sort/group_limit.h"
#include "exec/window/group_window.h"
#include "exec/window/window.h"

namespace lakebolt {

namespace {

/// Lists the columns of a window operator's input: what is handed on, then operands, each once.
class OperandList {
 public:
  OperandList(const Stream& stream, const std::vector<PlanColumn>& payload) : stream_(stream) {
    for (const PlanColumn& column : payload) items_.push_back(stream.Bind(MakeColumn(column)));
  }

  uint32_t Position(const ExprPtr& expr) {
    ExprPtr bound = stream_.Bind(expr);
    for (uint32_t i = 0; i < items_.size(); ++i) {
      if (items_[i]->Equals(*bound) && !IsVolatile(*bound)) return i;
    }
    items_.push_back(std::move(bound));
    return static_cast<uint32_t>(items_.size()) - 1;
  }

  WindowOperand Operand(const ExprPtr& expr) {
    if (expr->kind() == ExprKind::kConstant) {
      return {std::nullopt, As<ConstantExpr>(expr).value(), expr->type()};
    }
    return {Position(expr), Value(), expr->type()};
  }

  WindowKey Key(const SortKey& key) {
    return {Position(key.expr), key.descending, key.nulls_first};
  }

  const std::vector<ExprPtr>& items() const { return items_; }

 private:
  const Stream& stream_;
  std::vector<ExprPtr> items_;
};

WindowBoundSpec MakeBound(const WindowBound& bound, OperandList& operands) {
  WindowBoundSpec spec;
  spec.kind = bound.kind;
  if (bound.value) spec.value = operands.Operand(bound.value);
  if (bound.key) spec.key = operands.Position(bound.key);
  return spec;
}

WindowSpec::Call MakeCall(const WindowCall& call, OperandList& operands) {
  WindowSpec::Call spec;
  spec.function = call.function;
  spec.aggregate = call.aggregate;
  for (const ExprPtr& argument : call.arguments) {
    spec.arguments.push_back(operands.Operand(argument));
  }
  for (const SortKey& key : call.argument_order) spec.argument_order.push_back(operands.Key(key));
  if (call.filter) spec.filter = operands.Position(call.filter);
  spec.distinct = call.distinct;
  spec.ignore_nulls = call.ignore_nulls;
  spec.frame = {call.frame.unit, MakeBound(call.frame.start, operands),
                MakeBound(call.frame.end, operands), call.frame.exclusion};
  spec.is_whole = call.frame.IsWholePartition(call.order_size > 0);
  spec.order_size = call.order_size;
  return spec;
}

/// Makes a transform that drops rows beyond the window's limit; null where that is not worth it.
std::shared_ptr<GroupLimit> MakeGroupLimit(const WindowSpec& spec, MemoryPool* memory) {
  using Rank = WindowNode::Limit::Rank;
  if (!spec.limit || spec.limit->rows == 0 || spec.limit->rows > GroupLimit::kMostRows) return {};
  GroupLimitSpec first_rows;
  const auto column = [&](uint32_t position) {
    return std::make_shared<InputExpr>(position, spec.types[position], "");
  };
  for (const uint32_t position : spec.partition) first_rows.partition.push_back(column(position));
  // Rows of a partition do not differ in what they are partitioned by.
  const auto key = std::find_if(spec.order.begin(), spec.order.end(), [&](const WindowKey& order) {
    return std::find(spec.partition.begin(), spec.partition.end(), order.position) ==
           spec.partition.end();
  });
  if (key != spec.order.end()) {
    first_rows.first_key = column(key->position);
    first_rows.order = {key->descending, key->nulls_first};
    first_rows.has_more_keys = key + 1 != spec.order.end();
  } else if (spec.limit->rank != Rank::kRowNumber) {
    return {};  // all rows are equal
  }
  first_rows.rows = spec.limit->rows;
  first_rows.keeps_ties = spec.limit->rank != Rank::kRowNumber;
  first_rows.counts_distinct = spec.limit->rank == Rank::kDenseRank;
  return std::make_shared<GroupLimit>(std::move(first_rows), memory);
}

}  // namespace

Stream PhysicalPlanner::PlanWindow(const WindowNode& node, const ColumnSet& needed) {
  ColumnSet below;
  for (const PlanColumn& column : node.child()->columns()) {
    if (needed.contains(column.id)) below.insert(column.id);
  }
  for (const ExprPtr& expr : node.expressions()) CollectColumns(*expr, below);
  Stream input = PlanNodeStream(node.child(), below);
  std::vector<PlanColumn> columns;
  for (const PlanColumn& column : node.child()->columns()) {
    if (needed.contains(column.id)) columns.push_back(column);
  }
  OperandList operands(input, columns);
  WindowSpec spec;
  spec.payload = static_cast<uint32_t>(columns.size());
  for (const ExprPtr& expr : node.partition()) spec.partition.push_back(operands.Position(expr));
  for (const SortKey& key : node.order()) spec.order.push_back(operands.Key(key));
  for (const WindowCall& call : node.calls()) {
    if (!needed.contains(call.id)) continue;
    spec.calls.push_back(MakeCall(call, operands));
    columns.push_back({call.id, call.name, call.type()});
  }
  spec.limit = node.limit();
  for (const ExprPtr& item : operands.items()) spec.types.push_back(item->type());
  input.Add(std::make_shared<Project>(operands.items()));
  if (const auto limit = MakeGroupLimit(spec, query_.memory)) {
    Record(node, limit);
    input.Add(limit);
  }
  if (GroupWindowBuild::Supports(spec)) {
    auto sink = std::make_shared<GroupWindowBuild>(std::move(spec), query_);
    return Through(node, input, sink, std::make_shared<GroupWindowScan>(sink), columns);
  }
  auto sink = std::make_shared<WindowBuild>(std::move(spec), query_.memory, query_.threads);
  sink->AllowSpilling(query_);
  return Through(node, input, sink, std::make_shared<WindowScan>(sink), columns);
}

}  // namespace lakebolt
