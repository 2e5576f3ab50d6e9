#include "exec/planner/physical_planner.h"

#include <algorithm>

#include "base/error.h"
#include "exec/filter/filter.h"
#include "exec/project/project.h"
#include "exec/project/widen_chunks.h"
#include "exec/scan/values_source.h"
#include "exec/sort/sorted_scan.h"
#include "plan/unnest_node.h"

namespace lakebolt {

namespace {

bool WantsManyRows(const ExprPtr& expr) {
  if (expr->kind() == ExprKind::kCall && As<CallExpr>(expr).function().traits.wants_many_rows) {
    return true;
  }
  return std::any_of(expr->children().begin(), expr->children().end(), WantsManyRows);
}

}  // namespace

PhysicalPlan PhysicalPlanner::Plan(const PlanPtr& root, const std::vector<PlanColumn>& columns,
                                   const std::shared_ptr<Sink>& result) {
  ColumnSet needed;
  for (const PlanColumn& column : columns) needed.insert(column.id);
  Stream stream = PlanNodeStream(root, needed);
  stream.Narrow(columns);
  stream.Close(result);
  // The result puts batches in order, so that several workers may give sorted rows.
  for (Pipeline* pipeline : stream.pipelines()) {
    auto* sorted = dynamic_cast<SortedScan*>(pipeline->source.get());
    if (sorted != nullptr && KeepsBatches(*pipeline)) sorted->AllowParallel();
  }
  return std::move(plan_);
}

Stream PhysicalPlanner::Through(const PlanNode& node, Stream& input,
                                const std::shared_ptr<Sink>& sink,
                                const std::shared_ptr<Source>& source,
                                const std::vector<PlanColumn>& columns) {
  Record(node, sink);
  Record(node, source);
  input.Close(sink);
  Stream out(NewPipeline(source), columns);
  out.WaitFor(sink.get());
  return out;
}

bool PhysicalPlanner::FitMemory(double rows, const std::vector<LogicalType>& types) const {
  constexpr double kVariableBytes = 64;
  constexpr double kShareOfLimit = 4;
  double width = 0;
  for (const LogicalType& type : types) {
    const bool is_fixed = !type.IsNested() && type.physical() != PhysicalType::kString;
    width += is_fixed ? static_cast<double>(PhysicalWidth(type.physical())) : kVariableBytes;
  }
  return rows * width <= static_cast<double>(query_.memory->limit()) / kShareOfLimit;
}

Pipeline* PhysicalPlanner::NewPipeline(std::shared_ptr<Source> source) {
  plan_.pipelines.push_back(std::make_unique<Pipeline>());
  plan_.pipelines.back()->source = std::move(source);
  return plan_.pipelines.back().get();
}

void PhysicalPlanner::Record(const PlanNode& node, std::shared_ptr<Operator> op) {
  plan_.operators[&node].push_back(std::move(op));
}

Stream PhysicalPlanner::PlanNodeStream(const PlanPtr& node, const ColumnSet& needed) {
  const std::optional<uint64_t> rows_needed = std::exchange(rows_needed_, std::nullopt);
  if (node->kind() == PlanKind::kProject) rows_needed_ = rows_needed;
  switch (node->kind()) {
    case PlanKind::kScan: return PlanScan(As<ScanNode>(node), needed);
    case PlanKind::kValues: return PlanValues(As<ValuesNode>(node));
    case PlanKind::kFilter: return PlanFilter(As<FilterNode>(node), needed);
    case PlanKind::kProject: return PlanProject(As<ProjectNode>(node), needed);
    case PlanKind::kAggregate: return PlanAggregate(As<AggregateNode>(node), rows_needed);
    case PlanKind::kJoin: return PlanJoin(As<JoinNode>(node), needed);
    case PlanKind::kSort: return PlanSort(As<SortNode>(node), needed);
    case PlanKind::kLimit: return PlanLimit(As<LimitNode>(node), needed);
    case PlanKind::kTopN: return PlanTopN(As<TopNNode>(node), needed);
    case PlanKind::kPartitionLimit: return PlanPartitionLimit(As<PartitionLimitNode>(node), needed);
    case PlanKind::kWindow: return PlanWindow(As<WindowNode>(node), needed);
    case PlanKind::kSetOperation: return PlanSetOperation(As<SetOperationNode>(node));
    case PlanKind::kCte: return PlanCte(As<CteNode>(node), needed);
    case PlanKind::kCteScan: return PlanCteScan(As<CteScanNode>(node), needed);
    case PlanKind::kRecursiveCte: return PlanRecursiveCte(As<RecursiveCteNode>(node));
    case PlanKind::kPositionalJoin: return PlanPositionalJoin(As<PositionalJoinNode>(node), needed);
    case PlanKind::kAsofJoin: return PlanAsofJoin(As<AsofJoinNode>(node), needed);
    case PlanKind::kSample: return PlanSample(As<SampleNode>(node), needed);
    case PlanKind::kComputedLimit: return PlanComputedLimit(As<ComputedLimitNode>(node), needed);
    case PlanKind::kUnnest: return PlanUnnest(As<UnnestNode>(node), needed);
  }
  throw InternalError("plan node without operator");
}

Stream PhysicalPlanner::PlanScan(const ScanNode& node, const ColumnSet& needed,
                                 const PlanColumn* row_number) {
  ScanRequest request;
  std::vector<PlanColumn> columns;
  std::unordered_map<ColumnId, uint32_t> schema_positions;
  for (const ScanNode::Column& column : node.scan_columns()) {
    schema_positions[column.column.id] = column.source_index;
  }
  for (const PlanColumn& column : node.columns()) {
    if (!needed.contains(column.id)) continue;
    columns.push_back(column);
    request.columns.push_back(schema_positions.at(column.id));
  }
  for (const ExprPtr& filter : node.filters()) {
    request.filters.push_back(TransformExpr(filter, [&](ExprPtr expr) -> ExprPtr {
      if (expr->kind() != ExprKind::kColumn) return expr;
      const auto& column = As<ColumnExpr>(expr);
      return std::make_shared<InputExpr>(schema_positions.at(column.id()), column.type(),
                                         column.name());
    }));
  }
  request.limit = node.limit();
  request.chunk_size = query_.chunk_size;
  request.threads = query_.threads;
  std::vector<PlanColumn> given = columns;
  if (row_number != nullptr) {
    given.push_back(*row_number);
    request.columns.push_back(static_cast<uint32_t>(node.source()->schema().size()));
  }
  auto source = std::make_shared<TableScanSource>(node.source(), std::move(request));
  Record(node, source);
  Stream stream(NewPipeline(source), given);
  for (const PlanColumn& column : columns) {
    stream.SetOrigins(column.id, {{source.get(), schema_positions.at(column.id)}});
  }
  return stream;
}

Stream PhysicalPlanner::PlanValues(const ValuesNode& node) {
  std::vector<LogicalType> types;
  for (const PlanColumn& column : node.columns()) types.push_back(column.type);
  auto source = std::make_shared<ValuesSource>(std::move(types), node.rows());
  Record(node, source);
  return {NewPipeline(source), node.columns()};
}

void PhysicalPlanner::WidenFor(const PlanNode& node, Stream& stream) {
  const std::vector<ExprPtr> expressions = node.expressions();
  if (std::none_of(expressions.begin(), expressions.end(), WantsManyRows)) return;
  auto widen = std::make_shared<WidenChunks>(stream.types());
  Record(node, widen);
  stream.Add(widen);
}

Stream PhysicalPlanner::PlanFilter(const FilterNode& node, const ColumnSet& needed) {
  ColumnSet below = needed;
  for (const ExprPtr& conjunct : node.conjuncts()) CollectColumns(*conjunct, below);
  Stream stream = PlanNodeStream(node.child(), below);
  WidenFor(node, stream);
  auto filter = std::make_shared<Filter>(stream.Bind(MakeConjunction(true, node.conjuncts())));
  Record(node, filter);
  stream.Add(filter);
  return stream;
}

Stream PhysicalPlanner::PlanProject(const ProjectNode& node, const ColumnSet& needed) {
  ColumnSet below;
  bool only_columns = true;
  for (const NamedExpr& item : node.items()) {
    if (!needed.contains(item.id)) continue;
    CollectColumns(*item.expr, below);
    only_columns = only_columns && item.expr->kind() == ExprKind::kColumn;
  }
  Stream stream = PlanNodeStream(node.child(), below);
  std::vector<ExprPtr> items;
  std::vector<PlanColumn> columns;
  std::vector<std::pair<ColumnId, std::vector<Stream::Origin>>> origins;
  for (const NamedExpr& item : node.items()) {
    if (!needed.contains(item.id)) continue;
    if (item.expr->kind() == ExprKind::kColumn) {
      const ColumnId from = As<ColumnExpr>(item.expr).id();
      if (only_columns && from != item.id) stream.Alias(from, item.id);
      origins.emplace_back(item.id, stream.FindOrigins(from));
    }
    if (only_columns) continue;
    items.push_back(stream.Bind(item.expr));
    columns.push_back({item.id, item.name, item.expr->type()});
  }
  if (!only_columns) {
    WidenFor(node, stream);
    auto project = std::make_shared<Project>(std::move(items));
    Record(node, project);
    stream.Add(project);
    stream.SetColumns(columns);
    stream.ForgetOrigins();
    for (const auto& [id, from] : origins) stream.SetOrigins(id, from);
  }
  return stream;
}

}  // namespace lakebolt
