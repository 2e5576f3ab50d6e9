#include "optimizer/pass/distinct_aggregates.h"

#include <algorithm>

#include "expression/expression_list.h"
#include "optimizer/cardinality/estimator.h"
#include "optimizer/property/repeatable.h"
#include "plan/operators.h"
#include "plan/plan_copy.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Groups the calls of one aggregate that need the same rows: equal distinct arguments.
struct CallGroup {
  std::vector<AggregateCall> calls;         // of the first group: calls without DISTINCT too
  const AggregateCall* distinct = nullptr;  // null: calls without DISTINCT that see all rows
};

bool HasDistinct(const std::vector<AggregateCall>& calls) {
  return std::any_of(calls.begin(), calls.end(),
                     [](const AggregateCall& call) { return call.distinct; });
}

/// `apart` keeps calls without DISTINCT to themselves.
std::vector<CallGroup> GroupCalls(const std::vector<AggregateCall>& calls, bool apart) {
  std::vector<CallGroup> groups;
  for (const AggregateCall& call : calls) {
    if (!call.distinct) continue;
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const CallGroup& group) {
      return SameExprs(group.distinct->arguments, call.arguments);
    });
    CallGroup& group = same == groups.end() ? groups.emplace_back() : *same;
    if (!group.distinct) group.distinct = &call;
    group.calls.push_back(call);
  }
  if (groups.empty()) return groups;
  CallGroup plain;
  for (const AggregateCall& call : calls) {
    if (call.distinct) continue;
    // Grouping by the distinct arguments first would shuffle the rows of a list or a first value.
    const bool joins_in = !apart && call.function->ignores_order;
    (joins_in ? groups.front() : plain).calls.push_back(call);
  }
  if (!plain.calls.empty()) groups.push_back(std::move(plain));
  return groups;
}

/// Rewrites aggregates, each on its own.
class DistinctRewriter {
 public:
  DistinctRewriter(OptimizerContext& context, const PlanNode& plan)
      : context_(context), estimator_(plan) {}

  PlanPtr Rewrite(const PlanPtr& node) {
    if (node->kind() != PlanKind::kAggregate) return node;
    const auto& aggregate = As<AggregateNode>(node);
    std::vector<AggregateCall> calls = aggregate.calls();
    bool changed = false;
    for (AggregateCall& call : calls) {
      if (!call.distinct || !call.function->ignores_duplicates) continue;
      call.distinct = false;
      changed = true;
    }
    // States of all combinations with the distinct values cost more than a second look at a table.
    const bool repeats = HasDistinct(calls) && IsCheapToRepeat(*aggregate.child()) &&
                         KeepsManyRows(aggregate.child());
    const std::vector<CallGroup> groups = GroupCalls(calls, repeats);
    if (groups.empty()) {
      if (!changed) return node;
      return std::make_shared<AggregateNode>(aggregate.child(), aggregate.keys(), std::move(calls));
    }
    if (groups.size() == 1) {
      return TwoLevels(aggregate.child(), aggregate.keys(), groups.front().calls,
                       *groups.front().distinct);
    }
    return OneByOne(aggregate, groups, repeats);
  }

 private:
  /// Tells whether filters leave so much of a table that looking at it again is not mostly for rows
  /// that they drop.
  bool KeepsManyRows(const PlanPtr& input) {
    constexpr double kMany = 0.25;
    estimated_.push_back(input);
    const PlanNode* table = input.get();
    while (!table->children().empty()) table = table->child().get();
    return estimator_.EstimateRows(*input) >= kMany * estimator_.EstimateRows(*table);
  }

  NamedExpr NewKey(const std::string& name, ExprPtr expr) {
    return {context_.column_ids->Next(), name, std::move(expr)};
  }
  static ExprPtr Reference(const NamedExpr& item) {
    return MakeColumn({item.id, item.name, item.expr->type()});
  }

  /// Groups by keys and distinct arguments below, by the keys above.
  PlanPtr TwoLevels(const PlanPtr& child, const std::vector<NamedExpr>& keys,
                    const std::vector<AggregateCall>& calls, const AggregateCall& distinct) {
    std::vector<NamedExpr> inner_keys;
    std::vector<NamedExpr> outer_keys;
    for (const NamedExpr& key : keys) {
      inner_keys.push_back(IsPassedOn(key) ? key : NewKey(key.name, key.expr));
      outer_keys.push_back({key.id, key.name, Reference(inner_keys.back())});
    }
    std::vector<ExprPtr> arguments;
    for (const ExprPtr& argument : distinct.arguments) {
      inner_keys.push_back(NewKey("distinct", argument));
      arguments.push_back(Reference(inner_keys.back()));
    }
    std::vector<AggregateCall> inner_calls;
    std::vector<AggregateCall> outer_calls;
    std::vector<Passing> passing;  // what decides whether a distinct value counts
    for (const AggregateCall& call : calls) {
      AggregateCall outer = call;
      if (call.distinct) {
        outer.distinct = false;
        outer.arguments = arguments;
        if (call.filter) outer.filter = PassesAny(call.filter, passing, inner_calls);
      } else {
        AggregateCall inner = call;
        inner.id = context_.column_ids->Next();
        inner.mode = AggregateCall::Mode::kPartial;
        outer.mode = AggregateCall::Mode::kMerge;
        outer.arguments = {MakeColumn({inner.id, inner.name, inner.type()})};
        outer.filter = nullptr;
        inner_calls.push_back(std::move(inner));
      }
      outer_calls.push_back(std::move(outer));
    }
    PlanPtr inner =
        std::make_shared<AggregateNode>(child, std::move(inner_keys), std::move(inner_calls));
    return std::make_shared<AggregateNode>(std::move(inner), std::move(outer_keys),
                                           std::move(outer_calls));
  }

  /// Is the number of rows of an inner group that pass a filter.
  struct Passing {
    ExprPtr filter;
    ExprPtr count;
  };

  /// Returns the condition that some row of an inner group passes the filter.
  ExprPtr PassesAny(const ExprPtr& filter, std::vector<Passing>& known,
                    std::vector<AggregateCall>& inner_calls) {
    auto found = std::find_if(known.begin(), known.end(), [&](const Passing& other) {
      return other.filter->Equals(*filter) && !IsVolatile(*filter);
    });
    if (found == known.end()) {
      AggregateCall call;
      call.id = context_.column_ids->Next();
      call.name = "passing";
      call.function = context_.functions->BindAggregate("count_star", {}, {});
      call.filter = filter;
      found = known.insert(found, {filter, MakeColumn({call.id, call.name, call.type()})});
      inner_calls.push_back(std::move(call));
    }
    return MakeCompare(CompareOp::kGreater, found->count,
                       MakeConstant(Value::Integral(found->count->type(), 0)));
  }

  /// Aggregates each group of calls apart, and joins the results. The input is computed once and
  /// kept, or again for each group where that `repeats` cheaply.
  PlanPtr OneByOne(const AggregateNode& aggregate, const std::vector<CallGroup>& groups,
                   bool repeats) {
    const uint32_t cte_id = (*context_.next_cte_id)++;
    const std::string name = "distinct input";
    PlanPtr joined;
    for (const CallGroup& group : groups) {
      ColumnMap map;
      PlanPtr scan = repeats ? CopyWithNewIds(aggregate.child(), *context_.column_ids, map,
                                              context_.next_cte_id)
                             : ScanAgain(*aggregate.child(), cte_id, name, map);
      std::vector<NamedExpr> keys = aggregate.keys();
      for (NamedExpr& key : keys) {
        // The first result keeps the keys' ids.
        if (joined || IsPassedOn(key)) key.id = context_.column_ids->Next();
        key.expr = RenameColumns(key.expr, map);
      }
      std::vector<AggregateCall> calls = group.calls;
      for (AggregateCall& call : calls) Rename(call, map);
      PlanPtr result;
      if (group.distinct) {
        AggregateCall distinct = *group.distinct;
        Rename(distinct, map);
        result = TwoLevels(scan, keys, calls, distinct);
      } else {
        result = std::make_shared<AggregateNode>(std::move(scan), keys, std::move(calls));
      }
      joined = joined ? JoinOnKeys(std::move(joined), std::move(result), keys) : result;
      if (first_keys_.empty()) first_keys_ = keys;
    }
    std::vector<NamedExpr> items;
    for (size_t k = 0; k < aggregate.keys().size(); ++k) {
      const NamedExpr& key = aggregate.keys()[k];
      items.push_back({key.id, key.name, Reference(first_keys_[k])});
    }
    for (const AggregateCall& call : aggregate.calls()) {
      items.push_back(PassOn({call.id, call.name, call.type()}));
    }
    first_keys_.clear();
    if (repeats) return std::make_shared<ProjectNode>(std::move(joined), std::move(items));
    // The keys' own ids may be those of the input, which the CTE's definition makes.
    PlanPtr definition = aggregate.child();
    for (const NamedExpr& key : aggregate.keys()) {
      if (!IsPassedOn(key)) continue;
      ColumnMap fresh;
      definition = CopyWithNewIds(definition, *context_.column_ids, fresh, context_.next_cte_id);
      joined = RenameDefinition(joined, cte_id, fresh);
      break;
    }
    PlanPtr body = std::make_shared<ProjectNode>(std::move(joined), std::move(items));
    return std::make_shared<CteNode>(cte_id, name, std::move(definition), std::move(body));
  }

  static void Rename(AggregateCall& call, const ColumnMap& map) {
    for (ExprPtr& argument : call.arguments) argument = RenameColumns(argument, map);
    if (call.filter) call.filter = RenameColumns(call.filter, map);
  }

  PlanPtr ScanAgain(const PlanNode& input, uint32_t cte_id, const std::string& name,
                    ColumnMap& map) {
    std::vector<PlanColumn> columns = input.columns();
    std::vector<ColumnId> definition_ids;
    for (PlanColumn& column : columns) {
      definition_ids.push_back(column.id);
      const ColumnId id = context_.column_ids->Next();
      map.emplace(column.id, id);
      column.id = id;
    }
    return std::make_shared<CteScanNode>(cte_id, name, std::move(columns),
                                         std::move(definition_ids));
  }

  static PlanPtr RenameDefinition(const PlanPtr& plan, uint32_t cte_id, const ColumnMap& map) {
    return TransformPlan(plan, [&](PlanPtr node) -> PlanPtr {
      if (node->kind() != PlanKind::kCteScan) return node;
      const auto& scan = As<CteScanNode>(node);
      if (scan.cte_id() != cte_id) return node;
      std::vector<ColumnId> ids = scan.definition_ids();
      for (ColumnId& id : ids) id = map.at(id);
      return std::make_shared<CteScanNode>(cte_id, scan.cte_name(), scan.columns(), std::move(ids));
    });
  }

  PlanPtr JoinOnKeys(PlanPtr left, PlanPtr right, const std::vector<NamedExpr>& right_keys) {
    std::vector<ExprPtr> conditions;
    for (size_t k = 0; k < right_keys.size(); ++k) {
      conditions.push_back(MakeCompare(CompareOp::kNotDistinct, Reference(first_keys_[k]),
                                       Reference(right_keys[k])));
    }
    return std::make_shared<JoinNode>(JoinKind::kInner, std::move(left), std::move(right),
                                      std::move(conditions));
  }

  OptimizerContext& context_;
  CardinalityEstimator estimator_;
  std::vector<PlanPtr> estimated_;  // kept, as the estimator knows nodes by address
  std::vector<NamedExpr> first_keys_;
};

}  // namespace

PlanPtr DistinctAggregatesPass::Run(PlanPtr plan, OptimizerContext& context) const {
  DistinctRewriter rewriter(context, *plan);
  return TransformPlan(plan, [&](PlanPtr node) { return rewriter.Rewrite(node); });
}

}  // namespace lakebolt
