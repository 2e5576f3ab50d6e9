#include "exec/aggregate/batch_aggregate.h"
#include "exec/aggregate/hash_aggregate.h"
#include "exec/planner/bind_calls.h"
#include "exec/planner/physical_planner.h"
#include "exec/scan/values_source.h"
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

/// Says of a group key what statistics know for certain, and whether its texts may well be few.
KeyColumn FactsOf(CardinalityEstimator& estimator, const PlanNode& input, const Expr& key) {
  constexpr double kFewTexts = 1 << 12;  // far fewer than are dear, as estimates err
  KeyColumn out{key.type()};
  if (key.type().IsNested()) return out;
  const ColumnStatistics statistics = estimator.StatisticsOf(input, key);
  out.nullable = !statistics.HasNoNulls();
  out.has_few_texts = key.type().id() == TypeId::kVarchar && statistics.distinct_count &&
                      *statistics.distinct_count <= kFewTexts;
  const auto least = NarrowBound(statistics.min, key.type());
  const auto greatest = NarrowBound(statistics.max, key.type());
  if (least && greatest && *least <= *greatest) out.bounds = {*least, *greatest};
  return out;
}

/// Hands the first groups' keys to the scans that they come from. Not floating ones: files may have
/// -0 where a group has 0, and say nothing of NaN.
void AddFilters(const AggregateNode& node, const Stream& input, FirstGroups& first) {
  for (size_t k = 0; k < node.keys().size(); ++k) {
    const Expr& key = *node.keys()[k].expr;
    if (key.kind() != ExprKind::kColumn || key.type().IsNested() || key.type().IsFloating()) {
      continue;
    }
    const auto& origins = input.FindOrigins(As<ColumnExpr>(key).id());
    if (origins.empty()) continue;
    const auto filter = std::make_shared<KeyFilter>(key.type());
    for (const Stream::Origin& origin : origins) {
      origin.scan->AddRuntimeFilter(origin.source_column, filter);
    }
    first.AddFilter(k, filter);
  }
}

std::vector<LogicalType> TypesOf(const PlanNode& node) {
  std::vector<LogicalType> types;
  for (const PlanColumn& column : node.columns()) types.push_back(column.type);
  return types;
}

/// Is a group key whose values tell the parts of a scanned table apart, but for some borders.
struct PartKey {
  size_t key = 0;
  TableScanSource* scan = nullptr;
  std::vector<int64_t> borders;
  double rows = 0;  // of a part, about
};

/// Finds such a key, where there are parts enough for all workers and groups enough to merge.
std::optional<PartKey> FindPartKey(const AggregateNode& node, const Stream& input,
                                   const AggregateSpec& spec, uint32_t threads) {
  constexpr double kManyGroups = 1 << 15;
  constexpr size_t kPartsPerThread = 2;
  if (node.estimated_rows() < kManyGroups || spec.limit) return std::nullopt;
  if (input.pipelines().size() != 1 || !KeepsBatches(*input.pipelines()[0])) return std::nullopt;
  for (size_t k = 0; k < node.keys().size(); ++k) {
    const Expr& key = *node.keys()[k].expr;
    if (key.kind() != ExprKind::kColumn || !spec.known_keys[k].bounds) continue;
    if (!IsIntegerKey(key.type()) || spec.known_keys[k].nullable) continue;
    const auto& origins = input.FindOrigins(As<ColumnExpr>(key).id());
    if (origins.size() != 1) continue;
    auto parts = origins[0].scan->BoundsOfParts(origins[0].source_column);
    if (!parts || parts->size() < kPartsPerThread * threads) continue;
    const double rows = spec.expected_rows / static_cast<double>(parts->size());
    auto borders = KeyBorders::Find(std::move(*parts));
    if (borders) return PartKey{k, origins[0].scan, std::move(*borders), rows};
  }
  return std::nullopt;
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
  std::optional<PartKey> part_key = FindPartKey(node, input, spec, query_.threads);
  auto sink = std::make_shared<HashAggregate>(std::move(spec), query_);
  // Slots and states take more than the results. Those that do not fit are passed on, which is no
  // use where that is nearly all.
  const double group_width = sink->takes_unknown() ? 0.25 : 3;
  if (part_key && !FitMemory(group_width * part_key->rows * query_.threads, TypesOf(node))) {
    part_key.reset();
  }
  if (part_key) {
    part_key->scan->KeepPartsWhole();
    return PlanByBatch(
        node, std::move(input),
        std::make_shared<BatchAggregate>(sink, part_key->key, std::move(part_key->borders)), sink);
  }
  if (FirstGroups* first = sink->first_groups()) AddFilters(node, input, *first);
  return Through(node, input, sink, std::make_shared<AggregateScan>(sink), node.columns());
}

/// Gives the groups of each batch as it ends, and behind them those that batches share.
Stream PhysicalPlanner::PlanByBatch(const AggregateNode& node, Stream input,
                                    const std::shared_ptr<BatchAggregate>& batches,
                                    const std::shared_ptr<HashAggregate>& shared) {
  // A pipeline without rows has the shared groups finished once all of them are there.
  const auto nothing = std::make_shared<ValuesSource>(std::vector<LogicalType>{},
                                                      std::vector<std::vector<ExprPtr>>{});
  Pipeline* end = NewPipeline(nothing);
  end->after_pipelines = {input.pipelines().begin(), input.pipelines().end()};
  Stream finished(end, {});
  Stream rest =
      Through(node, finished, shared, std::make_shared<AggregateScan>(shared), node.columns());
  Record(node, batches);
  input.Add(batches);
  input.SetColumns(node.columns());
  input.ForgetOrigins();
  input.Merge(std::move(rest));
  return input;
}

Stream PhysicalPlanner::GroupDistinct(const PlanNode& node, Stream input,
                                      const std::vector<PlanColumn>& columns) {
  AggregateSpec spec;
  for (uint32_t i = 0; i < columns.size(); ++i) {
    spec.keys.push_back(std::make_shared<InputExpr>(i, columns[i].type, columns[i].name));
  }
  auto sink = std::make_shared<HashAggregate>(std::move(spec), query_);
  return Through(node, input, sink, std::make_shared<AggregateScan>(sink), columns);
}

}  // namespace lakebolt
