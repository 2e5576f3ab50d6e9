#include "optimizer/pass/aggregate_fusion.h"

#include <algorithm>
#include <unordered_map>

#include "expression/expression_list.h"
#include "optimizer/cardinality/estimator.h"
#include "optimizer/pass/filter_pusher.h"
#include "optimizer/property/filtered_plan.h"
#include "optimizer/property/plan_match.h"
#include "optimizer/rule/expression_rules.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Aggregates whose filters have no column in common are read together only where they keep this
/// share of the rows: a reading of its own may skip what the others need.
constexpr double kLargeShare = 0.25;
/// The joined rows that several aggregates want may be this many times what each alone joins.
constexpr double kMostExtraRows = 2;

bool Holds(const std::vector<ExprPtr>& terms, const ExprPtr& term) {
  return std::any_of(terms.begin(), terms.end(),
                     [&](const ExprPtr& other) { return other->Equals(*term); });
}

ExprPtr And(std::vector<ExprPtr> terms) {
  return terms.size() == 1 ? terms.front() : MakeConjunction(true, std::move(terms));
}

/// Is one aggregate, in terms of the columns of its family's first.
struct Member {
  PlanPtr node;
  std::vector<ExprPtr> conjuncts;
  std::vector<AggregateCall> calls;
  double rows = 0;  // of its input

  /// Returns the conjuncts that are not in `common`.
  std::vector<ExprPtr> Rest(const std::vector<ExprPtr>& common) const {
    std::vector<ExprPtr> rest;
    for (const ExprPtr& term : conjuncts) {
      if (!Holds(common, term)) rest.push_back(term);
    }
    return rest;
  }
};

/// Is a set of aggregates over one input that differ in their filters.
struct Family {
  PlanPtr core;
  std::vector<Member> members;

  /// Returns the conjuncts of all members.
  std::vector<ExprPtr> Common() const {
    std::vector<ExprPtr> common;
    for (const ExprPtr& term : members.front().conjuncts) {
      const bool everywhere =
          std::all_of(members.begin() + 1, members.end(),
                      [&](const Member& member) { return Holds(member.conjuncts, term); });
      if (everywhere && !Holds(common, term)) common.push_back(term);
    }
    return common;
  }
};

/// Tells whether a call gives the same over its filter's rows among others, in any order.
bool MayFuse(const AggregateCall& call) {
  return call.mode == AggregateCall::Mode::kFull && call.function->ignores_order &&
         (!call.filter || !IsVolatile(*call.filter)) &&
         std::none_of(call.arguments.begin(), call.arguments.end(),
                      [](const ExprPtr& argument) { return IsVolatile(*argument); });
}

/// Tells whether a plan is made of tables, joins, filters and projections.
bool IsPlainInput(const PlanNode& plan) {
  switch (plan.kind()) {
    case PlanKind::kScan:
    case PlanKind::kFilter:
    case PlanKind::kProject: break;
    case PlanKind::kJoin:
      if (As<JoinNode>(plan).dependent()) return false;
      break;
    default: return false;
  }
  return std::all_of(plan.children().begin(), plan.children().end(),
                     [](const PlanPtr& child) { return IsPlainInput(*child); });
}

/// Finds the families of a plan.
class FamilyFinder {
 public:
  explicit FamilyFinder(const PlanNode& plan) : estimator_(plan) {}

  void Visit(const PlanPtr& plan) {
    if (plan->kind() == PlanKind::kRecursiveCte) return;
    if (plan->kind() == PlanKind::kAggregate) Add(plan);
    for (const PlanPtr& child : plan->children()) Visit(child);
  }

  std::vector<Family> families;

 private:
  void Add(const PlanPtr& node) {
    const auto& aggregate = As<AggregateNode>(node);
    if (!aggregate.keys().empty() || aggregate.calls().empty() ||
        !std::all_of(aggregate.calls().begin(), aggregate.calls().end(), MayFuse) ||
        !IsPlainInput(*aggregate.child())) {
      return;
    }
    FilteredPlan input = LiftFilters(aggregate.child());
    Member member{node, {}, aggregate.calls(), estimator_.EstimateRows(*aggregate.child())};
    for (Family& family : families) {
      ColumnMap map;
      if (!PlansMatch(*family.core, *input.core, map)) continue;
      for (AggregateCall& call : member.calls) {
        for (ExprPtr& argument : call.arguments) argument = RenameColumns(argument, map);
        if (call.filter) call.filter = RenameColumns(call.filter, map);
      }
      for (const ExprPtr& term : input.conjuncts) {
        member.conjuncts.push_back(RenameColumns(term, map));
      }
      family.members.push_back(std::move(member));
      return;
    }
    member.conjuncts = std::move(input.conjuncts);
    families.push_back({std::move(input.core), {}});
    families.back().members.push_back(std::move(member));
  }

  CardinalityEstimator estimator_;
};

/// Returns the columns that conditions on one column each restrict.
ColumnSet RestrictedColumns(const std::vector<ExprPtr>& terms) {
  ColumnSet out;
  for (const ExprPtr& term : terms) {
    ColumnSet used;
    CollectColumns(*term, used);
    if (used.size() == 1) out.insert(*used.begin());
  }
  return out;
}

double TableRows(const PlanNode& plan) {
  if (plan.kind() == PlanKind::kScan) {
    return As<ScanNode>(plan).source()->statistics().row_count.value_or(0);
  }
  double rows = 0;
  for (const PlanPtr& child : plan.children()) rows = std::max(rows, TableRows(*child));
  return rows;
}

/// Fuses the families of one plan.
class Fuser {
 public:
  explicit Fuser(OptimizerContext& context) : context_(context) {}

  void Fuse(const Family& family) {
    if (family.members.size() < 2) return;
    const std::vector<ExprPtr> common = family.Common();
    std::vector<std::vector<ExprPtr>> rests;
    for (const Member& member : family.members) rests.push_back(member.Rest(common));
    PlanPtr input = JoinInput(family, common, rests);
    if (!IsWorthwhile(family, rests, *input)) return;

    std::vector<AggregateCall> calls;
    const uint32_t cte_id = (*context_.next_cte_id)++;
    for (size_t m = 0; m < family.members.size(); ++m) {
      const Member& member = family.members[m];
      std::vector<ColumnId> ids;
      for (AggregateCall call : member.calls) {
        std::vector<ExprPtr> terms = rests[m];
        if (call.filter) SplitConjuncts(call.filter, terms);
        call.filter = terms.empty() ? nullptr : And(std::move(terms));
        ids.push_back(AddCall(std::move(call), calls));
      }
      replacements[member.node.get()] =
          std::make_shared<CteScanNode>(cte_id, "fused", member.node->columns(), std::move(ids));
    }
    definitions.emplace_back(
        cte_id, std::make_shared<AggregateNode>(std::move(input), std::vector<NamedExpr>(), calls));
  }

  std::unordered_map<const PlanNode*, PlanPtr> replacements;
  std::vector<std::pair<uint32_t, PlanPtr>> definitions;

 private:
  /// Makes the input that keeps what any member wants.
  static PlanPtr JoinInput(const Family& family, const std::vector<ExprPtr>& common,
                           const std::vector<std::vector<ExprPtr>>& rests) {
    std::vector<ExprPtr> conjuncts = common;
    std::vector<ExprPtr> branches;
    for (const std::vector<ExprPtr>& rest : rests) {
      if (rest.empty()) return FilterPusher().Push(family.core, conjuncts, {});
      ExprPtr branch = And(rest);
      if (!Holds(branches, branch)) branches.push_back(std::move(branch));
    }
    const ExprPtr any =
        branches.size() == 1 ? branches.front() : EqualitiesToIn(MakeConjunction(false, branches));
    SplitConjuncts(FactorDisjunction(any), conjuncts);
    return FilterPusher().Push(family.core, std::move(conjuncts), {});
  }

  static bool IsWorthwhile(const Family& family, const std::vector<std::vector<ExprPtr>>& rests,
                           const PlanNode& input) {
    double rows = 0;
    for (const Member& member : family.members) rows += member.rows;
    CardinalityEstimator estimator(input);
    // The disjunction of conditions on several tables stands above their join.
    const PlanNode* joined = &input;
    while (joined->kind() == PlanKind::kFilter && joined->child()->kind() == PlanKind::kJoin) {
      joined = joined->child().get();
    }
    if (joined != &input && estimator.EstimateRows(*joined) > kMostExtraRows * rows) return false;
    ColumnSet shared = RestrictedColumns(rests.front());
    for (const std::vector<ExprPtr>& rest : rests) {
      if (rest.empty()) return true;
      shared.Intersect(RestrictedColumns(rest));
    }
    return !shared.empty() || rows >= kLargeShare * TableRows(input);
  }

  /// Adds a call unless an equal one is there; returns its column.
  ColumnId AddCall(AggregateCall call, std::vector<AggregateCall>& calls) {
    for (const AggregateCall& known : calls) {
      if (known.function->name == call.function->name && known.type() == call.type() &&
          known.function->constants == call.function->constants &&
          known.function->order == call.function->order && known.distinct == call.distinct &&
          SameExpr(known.filter, call.filter) && SameExprs(known.arguments, call.arguments)) {
        return known.id;
      }
    }
    call.id = context_.column_ids->Next();
    calls.push_back(std::move(call));
    return calls.back().id;
  }

  OptimizerContext& context_;
};

/// Drops rows that pass no FILTER of an ungrouped aggregate before they get there; a filter of all
/// calls alike needs no second look.
PlanPtr FilterInput(const PlanPtr& node) {
  if (node->kind() != PlanKind::kAggregate) return node;
  const auto& aggregate = As<AggregateNode>(node);
  if (!aggregate.keys().empty() || aggregate.calls().empty()) return node;
  std::vector<ExprPtr> branches;
  for (const AggregateCall& call : aggregate.calls()) {
    if (!call.filter || IsVolatile(*call.filter) || CanFail(*call.filter)) return node;
    if (!Holds(branches, call.filter)) branches.push_back(call.filter);
  }
  if (branches.size() > 1) {
    const ExprPtr any = FactorDisjunction(EqualitiesToIn(MakeConjunction(false, branches)));
    return node->WithChildren({FilterPusher().Push(node->child(), {any}, {})});
  }
  std::vector<AggregateCall> calls = aggregate.calls();
  for (AggregateCall& call : calls) call.filter = nullptr;
  return std::make_shared<AggregateNode>(FilterPusher().Push(node->child(), branches, {}),
                                         aggregate.keys(), std::move(calls));
}

}  // namespace

PlanPtr AggregateFusionPass::Run(PlanPtr plan, OptimizerContext& context) const {
  FamilyFinder finder(*plan);
  finder.Visit(plan);
  Fuser fuser(context);
  for (const Family& family : finder.families) fuser.Fuse(family);
  if (!fuser.replacements.empty()) plan = ReplaceNodes(plan, fuser.replacements);
  plan = TransformPlan(plan, [](PlanPtr node) { return FilterInput(node); });
  for (auto& [id, definition] : fuser.definitions) {
    plan = std::make_shared<CteNode>(id, "fused", std::move(definition), std::move(plan));
  }
  return plan;
}

}  // namespace lakebolt
