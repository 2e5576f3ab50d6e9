// Sort, top-N and limits.

#include <algorithm>

#include "exec/planner/physical_planner.h"
#include "exec/set/limit.h"
#include "exec/sort/group_limit.h"
#include "exec/sort/parallel_sort.h"
#include "exec/sort/partition_limit.h"
#include "exec/sort/sorted_scan.h"
#include "exec/sort/top_n.h"

namespace lakebolt {

namespace {

/// Lets the scans that give the first key skip what comes too late.
void FilterScan(const Stream& input, const SortKey& first, const TopN& sink) {
  if (first.expr->kind() != ExprKind::kColumn || first.expr->type().IsNested()) return;
  const auto& origins = input.FindOrigins(As<ColumnExpr>(first.expr).id());
  if (origins.empty()) return;
  const bool no_nulls = std::all_of(origins.begin(), origins.end(), [](const auto& origin) {
    return origin.scan->HasNoNulls(origin.source_column);
  });
  // A scan drops NULLs.
  if (!no_nulls && first.nulls_first) return;
  if (no_nulls) sink.filter()->StartWithoutNulls();
  for (const Stream::Origin& origin : origins) {
    origin.scan->AddRuntimeFilter(origin.source_column, sink.filter());
  }
}

}  // namespace

Stream PhysicalPlanner::PlanSorted(const PlanNode& node, const PlanPtr& child,
                                   const std::vector<SortKey>& keys, uint64_t limit,
                                   uint64_t offset, ColumnSet needed, GroupLimitSpec* group_limit) {
  ColumnSet below = needed;
  for (const SortKey& key : keys) CollectColumns(*key.expr, below);
  Stream input = PlanNodeStream(child, below);
  // Sort keys that nobody needs later are evaluated and not carried.
  std::vector<PlanColumn> columns;
  for (const PlanColumn& column : child->columns()) {
    if (below.contains(column.id)) columns.push_back(column);
  }
  input.Narrow(columns);
  if (group_limit != nullptr) {
    for (ExprPtr& expr : group_limit->partition) expr = input.Bind(expr);
    group_limit->first_key = input.Bind(group_limit->first_key);
    auto transform = std::make_shared<GroupLimit>(std::move(*group_limit), query_.memory);
    Record(node, transform);
    input.Add(transform);
  }
  std::vector<SortKey> bound = keys;
  for (SortKey& key : bound) key.expr = input.Bind(key.expr);
  const auto finish = [&](const auto& sink) {
    return Through(node, input, sink, std::make_shared<SortedScan>(sink, offset, limit), columns);
  };
  if (limit <= TopN::kMostRows &&
      FitMemory(static_cast<double>(TopN::kTimesKept * limit * query_.threads), input.types())) {
    auto sink = std::make_shared<TopN>(input.types(), std::move(bound), limit, query_.memory);
    FilterScan(input, keys[0], *sink);
    return finish(sink);
  }
  return finish(std::make_shared<ParallelSort>(input.types(), std::move(bound), limit, query_));
}

Stream PhysicalPlanner::PlanSort(const SortNode& node, const ColumnSet& needed) {
  return PlanSorted(node, node.child(), node.keys(), ParallelSort::kNoLimit, 0, needed);
}

std::optional<Stream> PhysicalPlanner::PlanLateTopN(const TopNNode& node, const ColumnSet& needed) {
  constexpr uint64_t kMostRows = 1024;
  constexpr double kLargeTable = 1 << 17;  // rows
  constexpr size_t kManyColumns = 4;
  if (node.child()->kind() != PlanKind::kScan || node.offset() > kMostRows || node.limit() == 0 ||
      node.limit() > kMostRows) {
    return std::nullopt;
  }
  const auto& scan = As<ScanNode>(node.child());
  const auto* rows = dynamic_cast<const RowFetch*>(scan.source().get());
  if (rows == nullptr || scan.source()->statistics().row_count < kLargeTable) return std::nullopt;
  ColumnSet sorting;
  for (const SortKey& key : node.keys()) CollectColumns(*key.expr, sorting);
  ColumnSet filtering;
  for (const ExprPtr& filter : scan.filters()) CollectColumns(*filter, filtering);
  std::vector<PlanColumn> early;
  std::vector<PlanColumn> late;
  for (const PlanColumn& column : scan.columns()) {
    if (sorting.contains(column.id) ||
        (needed.contains(column.id) && filtering.contains(column.id))) {
      early.push_back(column);
    } else if (needed.contains(column.id)) {
      late.push_back(column);
    }
  }
  if (late.size() < kManyColumns || !rows->CanFetchRows()) return std::nullopt;
  std::vector<uint32_t> late_positions;
  PlanColumn row_number{0, "row number", TypeId::kInt64};
  for (const ScanNode::Column& column : scan.scan_columns()) {
    row_number.id = std::max(row_number.id, column.column.id + 1);  // one that is not in use
  }
  for (const PlanColumn& column : late) {
    const auto is_same = [&](const ScanNode::Column& from) { return from.column.id == column.id; };
    late_positions.push_back(
        std::find_if(scan.scan_columns().begin(), scan.scan_columns().end(), is_same)
            ->source_index);
  }
  ColumnSet early_ids;
  for (const PlanColumn& column : early) early_ids.insert(column.id);
  Stream input = PlanScan(scan, early_ids, &row_number);
  std::vector<SortKey> bound = node.keys();
  for (SortKey& key : bound) key.expr = input.Bind(key.expr);
  const uint64_t kept = node.limit() + node.offset();
  auto sink = std::make_shared<TopN>(input.types(), std::move(bound), kept, query_.memory);
  FilterScan(input, node.keys()[0], *sink);
  sink->AddLateColumns(
      std::make_unique<LateColumns>(scan.source(), rows, std::move(late_positions)));
  early.insert(early.end(), late.begin(), late.end());
  return Through(node, input, sink, std::make_shared<SortedScan>(sink, node.offset(), kept), early);
}

Stream PhysicalPlanner::PlanTopN(const TopNNode& node, const ColumnSet& needed) {
  if (std::optional<Stream> stream = PlanLateTopN(node, needed)) return std::move(*stream);
  const bool overflows = node.limit() > ParallelSort::kNoLimit - node.offset();
  const uint64_t kept = overflows ? ParallelSort::kNoLimit : node.limit() + node.offset();
  return PlanSorted(node, node.child(), node.keys(), kept, node.offset(), needed);
}

Stream PhysicalPlanner::PlanPartitionLimit(const PartitionLimitNode& node,
                                           const ColumnSet& needed) {
  ColumnSet kept = needed;
  std::vector<SortKey> keys;
  for (const ExprPtr& expr : node.partition()) {
    CollectColumns(*expr, kept);
    keys.push_back({expr, false, false});
  }
  // Rows of a partition do not differ in what they are partitioned by.
  const auto is_partition = [&](const SortKey& key) {
    return std::any_of(node.partition().begin(), node.partition().end(),
                       [&](const ExprPtr& expr) { return expr->Equals(*key.expr); });
  };
  std::vector<SortKey> order;
  for (const SortKey& key : node.keys()) {
    if (!is_partition(key)) order.push_back(key);
  }
  keys.insert(keys.end(), order.begin(), order.end());
  GroupLimitSpec first_rows;
  first_rows.partition = node.partition();
  if (!order.empty()) {
    first_rows.first_key = order[0].expr;
    first_rows.order = {order[0].descending, order[0].nulls_first};
    first_rows.has_more_keys = order.size() > 1;
  }
  const bool is_small = node.limit() && *node.limit() > 0 &&
                        *node.limit() <= GroupLimit::kMostRows &&
                        node.offset() <= GroupLimit::kMostRows - *node.limit();
  if (is_small) first_rows.rows = *node.limit() + node.offset();
  Stream stream = PlanSorted(node, node.child(), keys, ParallelSort::kNoLimit, 0, kept,
                             is_small ? &first_rows : nullptr);
  std::vector<ExprPtr> partition;
  for (const ExprPtr& expr : node.partition()) partition.push_back(stream.Bind(expr));
  auto limit = std::make_shared<PartitionLimit>(std::move(partition), node.limit(), node.offset());
  Record(node, limit);
  stream.Add(limit);
  return stream;
}

Stream PhysicalPlanner::PlanLimit(const LimitNode& node, const ColumnSet& needed) {
  if (node.limit() && *node.limit() + node.offset() >= node.offset()) {
    rows_needed_ = *node.limit() + node.offset();
  }
  Stream stream = PlanNodeStream(node.child(), needed);
  auto limit = std::make_shared<Limit>(node.limit(), node.offset());
  Record(node, limit);
  stream.Add(limit);
  // Rows dropped by the limit must not be chosen by filters of joins above it.
  stream.ForgetOrigins();
  return stream;
}

}  // namespace lakebolt
