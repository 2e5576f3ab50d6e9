// Operators to which places of rows matter: positional and ASOF joins, samples, computed limits.

#include <random>

#include "exec/join/asof_rest.h"
#include "exec/join/positional_join.h"
#include "exec/planner/physical_planner.h"
#include "exec/sample/sample.h"
#include "exec/set/computed_limit.h"
#include "exec/sort/sorted_scan.h"
#include "exec/sort/top_n.h"

namespace lakebolt {

namespace {

std::vector<PlanColumn> Keep(const std::vector<PlanColumn>& columns, const ColumnSet& needed) {
  std::vector<PlanColumn> kept;
  for (const PlanColumn& column : columns) {
    if (needed.contains(column.id)) kept.push_back(column);
  }
  return kept;
}

uint64_t SeedOf(const SampleNode::Spec& spec) {
  return spec.seed ? *spec.seed : std::random_device()();
}

}  // namespace

std::shared_ptr<Materialize> PhysicalPlanner::CollectRows(const PlanNode& node, Stream& input) {
  auto rows = std::make_shared<Materialize>(query_, "ROWS");
  Record(node, rows);
  input.Close(rows);
  return rows;
}

Stream PhysicalPlanner::PlanPositionalJoin(const PositionalJoinNode& node,
                                           const ColumnSet& needed) {
  std::vector<PlanColumn> columns = Keep(node.left()->columns(), needed);
  Stream left = PlanNodeStream(node.left(), needed);
  left.Narrow(columns);
  const std::vector<PlanColumn> right_columns = Keep(node.right()->columns(), needed);
  Stream right = PlanNodeStream(node.right(), needed);
  right.Narrow(right_columns);
  const auto left_rows = CollectRows(node, left);
  const auto right_rows = CollectRows(node, right);
  auto source = std::make_shared<PositionalJoin>(PositionalJoin::Input{left_rows, left.types()},
                                                 PositionalJoin::Input{right_rows, right.types()});
  Record(node, source);
  columns.insert(columns.end(), right_columns.begin(), right_columns.end());
  Stream out(NewPipeline(source), columns);
  out.WaitFor(left_rows.get());
  out.WaitFor(right_rows.get());
  return out;
}

Stream PhysicalPlanner::PlanAsofJoin(const AsofJoinNode& node, const ColumnSet& needed) {
  ColumnSet below = needed;
  for (const ExprPtr& expr : node.expressions()) CollectColumns(*expr, below);
  std::vector<PlanColumn> columns = Keep(node.left()->columns(), below);
  const std::vector<PlanColumn> right_columns = Keep(node.right()->columns(), below);
  Stream right = PlanNodeStream(node.right(), below);
  right.Narrow(right_columns);
  Stream left = PlanNodeStream(node.left(), below);
  left.Narrow(columns);

  AsofSpec spec;
  spec.join = node.spec();
  for (ExprPtr& key : spec.join.left_keys) key = left.Bind(key);
  for (ExprPtr& key : spec.join.right_keys) key = right.Bind(key);
  spec.join.left_order = left.Bind(spec.join.left_order);
  spec.join.right_order = right.Bind(spec.join.right_order);
  spec.probe_types = left.types();
  spec.build_types = right.types();
  auto build = std::make_shared<AsofBuild>(std::move(spec), query_);
  auto probe = std::make_shared<AsofProbe>(build, query_);
  auto rest = std::make_shared<AsofRest>(build, probe);
  Record(node, build);
  Record(node, probe);
  Record(node, rest);
  right.Close(build);
  left.WaitFor(build.get());
  left.Add(probe);
  columns.insert(columns.end(), right_columns.begin(), right_columns.end());
  const std::vector<Pipeline*> probing = left.pipelines();
  left.SetColumns(columns);
  left.ForgetOrigins();

  Stream after(NewPipeline(rest), columns);
  after.WaitFor(build.get());
  for (Pipeline* pipeline : after.pipelines()) {
    pipeline->after_pipelines.insert(pipeline->after_pipelines.end(), probing.begin(),
                                     probing.end());
  }
  left.Merge(std::move(after));
  return left;
}

Stream PhysicalPlanner::PlanSample(const SampleNode& node, const ColumnSet& needed) {
  const SampleNode::Spec& spec = node.spec();
  Stream input = PlanNodeStream(node.child(), needed);
  input.ForgetOrigins();
  if (spec.method != SampleNode::Method::kReservoir) {
    auto sample = std::make_shared<ChanceSample>(spec.method == SampleNode::Method::kSystem,
                                                 spec.percent, SeedOf(spec));
    Record(node, sample);
    input.Add(sample);
    return input;
  }
  const std::vector<PlanColumn> columns = Keep(node.columns(), needed);
  input.Narrow(columns);
  if (!spec.rows) {
    const auto rows = CollectRows(node, input);
    auto source = std::make_shared<ShareOfRows>(rows, spec.percent, SeedOf(spec));
    Record(node, source);
    Stream out(NewPipeline(source), columns);
    out.WaitFor(rows.get());
    return out;
  }
  // The rows with the least random numbers: a top-N keeps no more than it must.
  std::vector<LogicalType> types = input.types();
  const auto random = static_cast<uint32_t>(types.size());
  types.emplace_back(TypeId::kFloat64);
  input.Add(std::make_shared<RandomColumn>(SeedOf(spec)));
  std::vector<SortKey> keys = {
      {std::make_shared<InputExpr>(random, LogicalType(TypeId::kFloat64), "random"), false, false}};
  auto sink = std::make_shared<TopN>(std::move(types), std::move(keys), *spec.rows, query_.memory);
  return Through(node, input, sink, std::make_shared<SortedScan>(sink, 0, *spec.rows), columns);
}

Stream PhysicalPlanner::PlanComputedLimit(const ComputedLimitNode& node, const ColumnSet& needed) {
  Stream bounds = PlanNodeStream(node.bounds(), OutputColumns(*node.bounds()));
  bounds.Narrow(node.bounds()->columns());
  auto row = std::make_shared<Materialize>(query_, "LIMIT");
  bounds.Close(row);
  ColumnSet below = needed;
  for (const ExprPtr& expr : node.expressions()) CollectColumns(*expr, below);
  Stream input = PlanNodeStream(node.child(), below);
  input.ForgetOrigins();
  if (!node.ties().empty()) {
    std::vector<SortKey> keys = node.ties();
    for (SortKey& key : keys) key.expr = input.Bind(key.expr);
    auto limit = std::make_shared<TiesLimit>(row, std::move(keys));
    Record(node, limit);
    input.WaitFor(row.get());
    input.Add(limit);
    return input;
  }
  if (!node.percent()) {
    auto limit = std::make_shared<ComputedLimit>(row);
    Record(node, limit);
    input.WaitFor(row.get());
    input.Add(limit);
    return input;
  }
  const std::vector<PlanColumn> columns = Keep(node.columns(), needed);
  input.Narrow(columns);
  const auto rows = CollectRows(node, input);
  auto source = std::make_shared<PercentLimit>(rows, row);
  Record(node, source);
  Stream out(NewPipeline(source), columns);
  out.WaitFor(rows.get());
  out.WaitFor(row.get());
  return out;
}

}  // namespace lakebolt
