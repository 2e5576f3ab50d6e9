#include "optimizer/pass/transitive_predicates.h"

#include <algorithm>

#include "optimizer/pass/filter_pusher.h"
#include "optimizer/property/expression_set.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

namespace {

/// Says that a condition holds for a column, whatever other columns say.
struct Fact {
  ColumnId column;
  ExprPtr condition;
};

/// Is what is known of a plan's rows.
struct Facts {
  std::vector<Fact> conditions;
  std::vector<std::pair<PlanColumn, PlanColumn>> equalities;
  ExpressionSet known;

  /// Adds a condition on a column; false when it is there.
  bool Add(ColumnId column, const ExprPtr& condition) {
    if (!known.Insert(condition)) return false;
    conditions.push_back({column, condition});
    return true;
  }
};

/// Tells whether a condition compares one column with constants (and names the column).
bool IsAboutOneColumn(const Expr& condition, ColumnId* column) {
  const bool compares = condition.kind() == ExprKind::kCompare;
  if (!compares && condition.kind() != ExprKind::kIn) return false;
  if (compares) {
    const CompareOp op = As<CompareExpr>(condition).op();
    if (op == CompareOp::kDistinct || op == CompareOp::kNotDistinct) return false;
  }
  if (condition.child(0)->kind() != ExprKind::kColumn) return false;
  for (size_t i = 1; i < condition.children().size(); ++i) {
    if (condition.child(i)->kind() != ExprKind::kConstant) return false;
  }
  *column = As<ColumnExpr>(condition.child(0)).id();
  return true;
}

PlanColumn ColumnOf(const Expr& expr) {
  const auto& column = As<ColumnExpr>(expr);
  return {column.id(), column.name(), column.type()};
}

void AddFacts(const std::vector<ExprPtr>& conditions, Facts& facts) {
  for (const ExprPtr& condition : conditions) {
    ColumnId column = kNoColumn;
    if (IsAboutOneColumn(*condition, &column)) {
      facts.Add(column, condition);
    } else if (condition->kind() == ExprKind::kCompare &&
               As<CompareExpr>(condition).op() == CompareOp::kEqual &&
               condition->child(0)->kind() == ExprKind::kColumn &&
               condition->child(1)->kind() == ExprKind::kColumn) {
      facts.equalities.emplace_back(ColumnOf(*condition->child(0)), ColumnOf(*condition->child(1)));
    }
  }
}

/// Derives what follows from equalities, to the end; returns the conditions that are new.
std::vector<Fact> Derive(Facts& facts) {
  std::vector<Fact> derived;
  for (size_t i = 0; i < facts.conditions.size(); ++i) {
    for (const auto& [a, b] : facts.equalities) {
      const Fact fact = facts.conditions[i];
      if (fact.column != a.id && fact.column != b.id) continue;
      const PlanColumn& other = fact.column == a.id ? b : a;
      ExprPtr condition = SubstituteColumns(fact.condition, {{fact.column, MakeColumn(other)}});
      if (facts.Add(other.id, condition)) derived.push_back({other.id, std::move(condition)});
    }
  }
  return derived;
}

Facts Merge(Facts a, const Facts& b) {
  for (const Fact& fact : b.conditions) a.Add(fact.column, fact.condition);
  a.equalities.insert(a.equalities.end(), b.equalities.begin(), b.equalities.end());
  return a;
}

/// Rewrites a plan bottom-up, with the facts of each node.
class FactCarrier {
 public:
  PlanPtr Visit(const PlanPtr& plan, Facts& facts) {
    switch (plan->kind()) {
      case PlanKind::kScan: AddFacts(As<ScanNode>(plan).filters(), facts); return plan;
      case PlanKind::kJoin: return VisitJoin(As<JoinNode>(plan), plan, facts);
      case PlanKind::kFilter: {
        const PlanPtr result = VisitChild(plan, facts);
        AddFacts(As<FilterNode>(plan).conjuncts(), facts);
        return result;
      }
      case PlanKind::kSort:
      case PlanKind::kLimit:
      case PlanKind::kTopN:
      case PlanKind::kPartitionLimit: return VisitChild(plan, facts);
      case PlanKind::kProject: {
        const PlanPtr result = VisitChild(plan, facts);
        Translate(As<ProjectNode>(plan).items(), facts);
        return result;
      }
      case PlanKind::kAggregate: {
        const PlanPtr result = VisitChild(plan, facts);
        Translate(As<AggregateNode>(plan).keys(), facts);
        return result;
      }
      default: break;
    }
    return MapChildren(plan, [this](const PlanPtr& child) {
      Facts own;
      return Visit(child, own);
    });
  }

 private:
  PlanPtr VisitChild(const PlanPtr& plan, Facts& facts) {
    PlanPtr child = Visit(plan->child(), facts);
    return child == plan->child() ? plan : plan->WithChildren({std::move(child)});
  }

  /// Keeps the facts about columns that items pass on, under the items' ids.
  static void Translate(const std::vector<NamedExpr>& items, Facts& facts) {
    Facts out;
    for (const NamedExpr& item : items) {
      if (item.expr->kind() != ExprKind::kColumn) continue;
      const PlanColumn below = ColumnOf(*item.expr);
      const PlanColumn above{item.id, item.name, below.type};
      for (const Fact& fact : facts.conditions) {
        if (fact.column != below.id) continue;
        ExprPtr condition = SubstituteColumns(fact.condition, {{below.id, MakeColumn(above)}});
        out.Add(above.id, condition);
      }
    }
    for (const auto& [a, b] : facts.equalities) {
      const auto above = [&](const PlanColumn& column) {
        return std::find_if(items.begin(), items.end(), [&](const NamedExpr& item) {
          return item.expr->kind() == ExprKind::kColumn && ColumnOf(*item.expr).id == column.id;
        });
      };
      const auto left = above(a);
      const auto right = above(b);
      if (left == items.end() || right == items.end() || left->id == right->id) continue;
      out.equalities.emplace_back(PlanColumn{left->id, left->name, a.type},
                                  PlanColumn{right->id, right->name, b.type});
    }
    facts = std::move(out);
  }

  PlanPtr VisitJoin(const JoinNode& join, const PlanPtr& plan, Facts& facts) {
    Facts left_facts;
    Facts right_facts;
    PlanPtr left = Visit(join.left(), left_facts);
    PlanPtr right = Visit(join.right(), right_facts);
    const JoinKind kind = join.join_kind();
    const bool inner = kind == JoinKind::kInner;
    const bool to_right = inner || kind == JoinKind::kLeft || kind == JoinKind::kSemi ||
                          kind == JoinKind::kAnti || kind == JoinKind::kSingle;
    const bool to_left = inner || kind == JoinKind::kSemi;
    if (to_right) {
      Facts all = Merge(left_facts, right_facts);
      AddFacts(join.conditions(), all);
      const std::vector<Fact> derived = Derive(all);
      if (to_left) left = Keep(std::move(left), derived);
      right = Keep(std::move(right), derived);
      if (inner) facts = std::move(all);
      if (kind == JoinKind::kSemi) facts = OnColumnsOf(all, *join.left());
    }
    if (kind == JoinKind::kLeft || kind == JoinKind::kAnti || kind == JoinKind::kSingle ||
        kind == JoinKind::kMark) {
      facts = std::move(left_facts);
    } else if (kind == JoinKind::kRight) {
      facts = std::move(right_facts);
    }
    if (left == join.left() && right == join.right()) return plan;
    return plan->WithChildren({std::move(left), std::move(right)});
  }

  static Facts OnColumnsOf(const Facts& facts, const PlanNode& plan) {
    const ColumnSet columns = OutputColumns(plan);
    Facts out;
    for (const Fact& fact : facts.conditions) {
      if (columns.contains(fact.column)) out.Add(fact.column, fact.condition);
    }
    for (const auto& pair : facts.equalities) {
      if (columns.contains(pair.first.id) && columns.contains(pair.second.id)) {
        out.equalities.push_back(pair);
      }
    }
    return out;
  }

  /// Filters a side by those derived conditions that are about its columns.
  static PlanPtr Keep(PlanPtr side, const std::vector<Fact>& derived) {
    const ColumnSet columns = OutputColumns(*side);
    std::vector<ExprPtr> conditions;
    for (const Fact& fact : derived) {
      if (columns.contains(fact.column)) conditions.push_back(fact.condition);
    }
    return MakeFilter(std::move(side), std::move(conditions));
  }
};

}  // namespace

PlanPtr TransitivePredicatesPass::Run(PlanPtr plan, OptimizerContext& context) const {
  (void)context;
  Facts facts;
  return FactCarrier().Visit(plan, facts);
}

}  // namespace lakebolt
