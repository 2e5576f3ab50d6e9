#include "optimizer/pass/grouping_levels.h"

#include <algorithm>
#include <unordered_map>

#include "expression/expression_list.h"
#include "optimizer/cardinality/estimator.h"
#include "optimizer/property/aggregate_state.h"
#include "optimizer/property/cte_columns.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Without a group-by on all keys, one is added where it makes this many times fewer rows.
constexpr double kLeastReduction = 4;

/// Is one group-by over the CTE, with all expressions in terms of the CTE's definition.
struct Reader {
  PlanPtr node;
  std::vector<size_t> keys;   // positions in Levels::keys
  std::vector<size_t> calls;  // positions in Levels::calls
};

/// Gathers the group-bys that read a CTE.
struct Levels {
  std::vector<Reader> readers;
  std::vector<NamedExpr> keys;
  std::vector<AggregateCall> calls;
  bool only_group_bys = true;

  size_t AddKey(const NamedExpr& key) {
    for (size_t i = 0; i < keys.size(); ++i) {
      if (SameExpr(keys[i].expr, key.expr)) return i;
    }
    keys.push_back(key);
    return keys.size() - 1;
  }

  size_t AddCall(const AggregateCall& call) {
    for (size_t i = 0; i < calls.size(); ++i) {
      const AggregateCall& known = calls[i];
      if (known.function->name == call.function->name &&
          known.function->constants == call.function->constants && known.type() == call.type() &&
          SameExpr(known.filter, call.filter) && SameExprs(known.arguments, call.arguments)) {
        return i;
      }
    }
    calls.push_back(call);
    return calls.size() - 1;
  }

  void AddReader(const PlanPtr& node) {
    const auto& aggregate = As<AggregateNode>(node);
    const auto& scan = As<CteScanNode>(node->child());
    const ColumnMap map = ToDefinition(scan);
    Reader reader{node, {}, {}};
    for (NamedExpr key : aggregate.keys()) {
      key.expr = RenameColumns(key.expr, map);
      only_group_bys &= !IsVolatile(*key.expr);
      reader.keys.push_back(AddKey(key));
    }
    for (AggregateCall call : aggregate.calls()) {
      only_group_bys &= HasCompactState(call) && call.mode == AggregateCall::Mode::kFull;
      for (ExprPtr& argument : call.arguments) argument = RenameColumns(argument, map);
      if (call.filter) call.filter = RenameColumns(call.filter, map);
      reader.calls.push_back(AddCall(call));
    }
    readers.push_back(std::move(reader));
  }

  void Collect(const PlanPtr& plan, uint32_t cte_id) {
    const auto reads = [&](const PlanNode& node) {
      return node.kind() == PlanKind::kCteScan && As<CteScanNode>(node).cte_id() == cte_id;
    };
    if (reads(*plan)) only_group_bys = false;
    if (!only_group_bys) return;
    if (plan->kind() == PlanKind::kAggregate && reads(*plan->child())) return AddReader(plan);
    for (const PlanPtr& child : plan->children()) Collect(child, cte_id);
  }
};

/// Is a grouping that others are computed from: a CTE of keys and states.
struct Level {
  std::vector<size_t> keys;
  uint32_t cte_id = 0;
  PlanPtr plan;
};

/// Rewrites one CTE and its readers.
class LevelBuilder {
 public:
  LevelBuilder(const CteNode& cte, const Levels& levels, OptimizerContext& context)
      : cte_(cte), levels_(levels), context_(context) {}

  PlanPtr Build() {
    std::vector<const Reader*> order;
    for (const Reader& reader : levels_.readers) order.push_back(&reader);
    std::stable_sort(order.begin(), order.end(), [](const Reader* a, const Reader* b) {
      return a->keys.size() > b->keys.size();
    });
    AddFinest();
    for (const Reader* reader : order) {
      const bool has_finer = std::any_of(order.begin(), order.end(), [&](const Reader* other) {
        return other->keys.size() < reader->keys.size() && Holds(reader->keys, other->keys);
      });
      size_t source = FindSource(*reader);
      if (has_finer && source_keys(source) != reader->keys.size())
        source = AddLevel(*reader, source);
      replacements_[reader->node.get()] = Finish(*reader, built_[source]);
    }
    PlanPtr result = ReplaceNodes(cte_.body(), replacements_);
    for (size_t i = built_.size(); i-- > 0;) {
      result = std::make_shared<CteNode>(built_[i].cte_id, cte_.cte_name(), built_[i].plan,
                                         std::move(result));
    }
    return result;
  }

 private:
  static bool Holds(const std::vector<size_t>& all, const std::vector<size_t>& part) {
    return std::all_of(part.begin(), part.end(), [&](size_t key) {
      return std::find(all.begin(), all.end(), key) != all.end();
    });
  }

  size_t source_keys(size_t level) const { return built_[level].keys.size(); }

  /// Groups the rows themselves by all keys.
  void AddFinest() {
    Level level;
    std::vector<NamedExpr> keys;
    std::vector<AggregateCall> calls;
    for (size_t i = 0; i < levels_.keys.size(); ++i) {
      level.keys.push_back(i);
      keys.push_back({context_.column_ids->Next(), levels_.keys[i].name, levels_.keys[i].expr});
    }
    for (AggregateCall call : levels_.calls) {
      call.id = context_.column_ids->Next();
      call.mode = AggregateCall::Mode::kPartial;
      calls.push_back(std::move(call));
    }
    level.plan =
        std::make_shared<AggregateNode>(cte_.definition(), std::move(keys), std::move(calls));
    level.cte_id = (*context_.next_cte_id)++;
    built_.push_back(std::move(level));
  }

  /// Finds the coarsest level there is that the reader can be computed from.
  size_t FindSource(const Reader& reader) const {
    size_t best = 0;
    for (size_t i = 1; i < built_.size(); ++i) {
      if (Holds(built_[i].keys, reader.keys) && source_keys(i) < source_keys(best)) best = i;
    }
    return best;
  }

  /// Makes the reader's grouping a level that coarser ones can be computed from.
  size_t AddLevel(const Reader& reader, size_t source) {
    const std::shared_ptr<const CteScanNode> scan = Scan(built_[source]);
    std::vector<NamedExpr> keys;
    for (const size_t key : reader.keys) {
      keys.push_back({context_.column_ids->Next(), levels_.keys[key].name,
                      KeyColumn(*scan, built_[source], key)});
    }
    std::vector<AggregateCall> calls;
    for (size_t i = 0; i < levels_.calls.size(); ++i) {
      calls.push_back(OverStates(*scan, built_[source], i, AggregateCall::Mode::kCombine));
      calls.back().id = context_.column_ids->Next();
    }
    Level level{reader.keys, (*context_.next_cte_id)++, nullptr};
    level.plan = std::make_shared<AggregateNode>(scan, std::move(keys), std::move(calls));
    built_.push_back(std::move(level));
    return built_.size() - 1;
  }

  /// Computes the reader's own columns from a level.
  PlanPtr Finish(const Reader& reader, const Level& level) {
    const auto& aggregate = As<AggregateNode>(reader.node);
    const std::shared_ptr<const CteScanNode> scan = Scan(level);
    const bool as_is = level.keys.size() == reader.keys.size() && !reader.keys.empty() &&
                       std::all_of(levels_.calls.begin(), levels_.calls.end(), StateIsResult);
    std::vector<NamedExpr> keys = aggregate.keys();
    for (size_t k = 0; k < keys.size(); ++k) keys[k].expr = KeyColumn(*scan, level, reader.keys[k]);
    std::vector<AggregateCall> calls;
    for (size_t c = 0; c < reader.calls.size(); ++c) {
      calls.push_back(OverStates(*scan, level, reader.calls[c], AggregateCall::Mode::kMerge));
      calls.back().id = aggregate.calls()[c].id;
      calls.back().name = aggregate.calls()[c].name;
    }
    if (!as_is) {
      return std::make_shared<AggregateNode>(scan, std::move(keys), std::move(calls));
    }
    for (AggregateCall& call : calls) keys.push_back({call.id, call.name, call.arguments[0]});
    return std::make_shared<ProjectNode>(scan, std::move(keys));
  }

  std::shared_ptr<const CteScanNode> Scan(const Level& level) {
    std::vector<PlanColumn> columns = level.plan->columns();
    std::vector<ColumnId> ids;
    for (PlanColumn& column : columns) {
      ids.push_back(column.id);
      column.id = context_.column_ids->Next();
    }
    return std::make_shared<CteScanNode>(level.cte_id, cte_.cte_name(), std::move(columns),
                                         std::move(ids));
  }

  static ExprPtr KeyColumn(const CteScanNode& scan, const Level& level, size_t key) {
    const auto at = std::find(level.keys.begin(), level.keys.end(), key);
    return MakeColumn(scan.columns()[static_cast<size_t>(at - level.keys.begin())]);
  }

  AggregateCall OverStates(const CteScanNode& scan, const Level& level, size_t call,
                           AggregateCall::Mode mode) const {
    AggregateCall out = levels_.calls[call];
    out.mode = mode;
    out.filter = nullptr;
    out.arguments = {MakeColumn(scan.columns()[level.keys.size() + call])};
    return out;
  }

  const CteNode& cte_;
  const Levels& levels_;
  OptimizerContext& context_;
  std::vector<Level> built_;
  std::unordered_map<const PlanNode*, PlanPtr> replacements_;
};

/// Tells whether grouping by all keys first makes the rows few, or has to be done anyway.
bool IsWorthwhile(const CteNode& cte, const Levels& levels) {
  const bool has_finest =
      std::any_of(levels.readers.begin(), levels.readers.end(),
                  [&](const Reader& reader) { return reader.keys.size() == levels.keys.size(); });
  if (has_finest) return true;
  CardinalityEstimator estimator(cte);
  const AggregateNode finest(cte.definition(), levels.keys, {});
  return estimator.EstimateRows(finest) * kLeastReduction <=
         estimator.EstimateRows(*cte.definition());
}

PlanPtr Rewrite(const PlanPtr& node, OptimizerContext& context) {
  if (node->kind() != PlanKind::kCte) return node;
  const auto& cte = As<CteNode>(node);
  Levels levels;
  levels.Collect(cte.body(), cte.cte_id());
  if (!levels.only_group_bys || levels.readers.size() < 2) return node;
  if (!IsWorthwhile(cte, levels)) return node;
  return LevelBuilder(cte, levels, context).Build();
}

}  // namespace

PlanPtr GroupingLevelsPass::Run(PlanPtr plan, OptimizerContext& context) const {
  return TransformPlan(plan, [&](PlanPtr node) { return Rewrite(node, context); });
}

}  // namespace lakebolt
