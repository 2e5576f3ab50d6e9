#include "exec/aggregate/hash_aggregate.h"
#include "exec/planner/bind_calls.h"
#include "exec/planner/physical_planner.h"
#include "optimizer/cardinality/estimator.h"

namespace lakebolt {

namespace {

/// Writes a bound of a key's type as a number of 64 bits, where it is one.
std::optional<int64_t> NarrowBound(const std::optional<Value>& bound, const LogicalType& type) {
  if (!bound || bound->IsNull() || bound->type() != type || !bound->HasIntegral()) return {};
  const int128_t value = bound->integral();
  if (value != static_cast<int64_t>(value)) return {};
  return static_cast<int64_t>(value);
}

/// Says of a group key what statistics know for certain.
KeyColumn FactsOf(CardinalityEstimator& estimator, const PlanNode& input, const Expr& key) {
  KeyColumn out{key.type()};
  if (key.type().IsNested()) return out;
  const ColumnStatistics statistics = estimator.StatisticsOf(input, key);
  out.nullable = !statistics.HasNoNulls();
  const auto least = NarrowBound(statistics.min, key.type());
  const auto greatest = NarrowBound(statistics.max, key.type());
  if (least && greatest && *least <= *greatest) out.bounds = {*least, *greatest};
  return out;
}

/// Hands the first groups' keys to the scans that they come from.
void AddFilters(const AggregateNode& node, const Stream& input, FirstGroups& first) {
  for (size_t k = 0; k < node.keys().size(); ++k) {
    const Expr& key = *node.keys()[k].expr;
    if (key.kind() != ExprKind::kColumn || key.type().IsNested()) continue;
    const auto& origins = input.FindOrigins(As<ColumnExpr>(key).id());
    if (origins.empty()) continue;
    const auto filter = std::make_shared<KeyFilter>(key.type());
    for (const Stream::Origin& origin : origins) {
      origin.scan->AddRuntimeFilter(origin.source_column, filter);
    }
    first.AddFilter(k, filter);
  }
}

}  // namespace

Stream PhysicalPlanner::PlanAggregate(const AggregateNode& node,
                                      std::optional<uint64_t> groups_needed) {
  if (std::optional<Stream> grouped = PlanGroupJoin(node)) return std::move(*grouped);
  ColumnSet below;
  for (const ExprPtr& expr : node.expressions()) CollectColumns(*expr, below);
  Stream input = PlanNodeStream(node.child(), below);
  AggregateSpec spec;
  CardinalityEstimator estimator(*node.child());
  for (const NamedExpr& key : node.keys()) {
    spec.keys.push_back(input.Bind(key.expr));
    spec.known_keys.push_back(FactsOf(estimator, *node.child(), *key.expr));
  }
  const double rows = node.child()->estimated_rows();
  if (rows >= 0) spec.expected_rows = rows;
  for (const AggregateCall& call : node.calls()) {
    if (call.distinct && !call.function->ignores_duplicates) {
      throw InternalError("DISTINCT aggregate left over by the optimizer");
    }
  }
  spec.calls = BindCalls(node.calls(), input);
  if (!node.keys().empty()) spec.limit = groups_needed;
  auto sink = std::make_shared<HashAggregate>(std::move(spec), query_.memory);
  if (FirstGroups* first = sink->first_groups()) AddFilters(node, input, *first);
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
