#include "optimizer/pass/cte_joins.h"

#include <algorithm>
#include <unordered_set>

#include "optimizer/cardinality/estimator.h"
#include "optimizer/property/cte_columns.h"
#include "optimizer/property/plan_match.h"
#include "optimizer/property/repeatable.h"
#include "plan/plan_copy.h"

namespace lakebolt {

namespace {

/// The readers must want this many times fewer rows than the definition gives, and the table that
/// says which must be as many times smaller than what the definition reads.
constexpr double kLeastReduction = 4;

/// Is a table that rows of a CTE are joined with: `own = other`, both columns.
struct Partner {
  ExprPtr own;
  PlanPtr table;
  ExprPtr other;
};

bool KeepsPartnersOnly(const PlanNode& node) {
  if (node.kind() != PlanKind::kJoin) return false;
  const JoinKind kind = As<JoinNode>(node).join_kind();
  return kind == JoinKind::kInner || kind == JoinKind::kSemi;
}

/// Tells whether each row of the node comes from one of its child's, whatever the others are.
bool IsByRow(const PlanNode& node) {
  if (node.kind() == PlanKind::kFilter) {
    const auto& conjuncts = As<FilterNode>(node).conjuncts();
    return std::none_of(conjuncts.begin(), conjuncts.end(),
                        [](const ExprPtr& conjunct) { return IsVolatile(*conjunct); });
  }
  if (node.kind() != PlanKind::kProject) return false;
  const auto& items = As<ProjectNode>(node).items();
  return std::none_of(items.begin(), items.end(),
                      [](const NamedExpr& item) { return IsVolatile(*item.expr); });
}

/// Returns the table below inner joins that gives the column; null where something else gives it.
PlanPtr FindTable(const PlanPtr& plan, ColumnId column) {
  if (!OutputColumns(*plan).contains(column)) return nullptr;
  if (IsCheapToRepeat(*plan)) return plan;
  if (!KeepsPartnersOnly(*plan)) return nullptr;
  for (const PlanPtr& child : plan->children()) {
    if (PlanPtr table = FindTable(child, column)) return table;
  }
  return nullptr;
}

void AddPartners(const JoinNode& join, size_t side, std::vector<Partner>& partners) {
  const ColumnSet given = OutputColumns(*join.child(side));
  for (const ExprPtr& condition : join.conditions()) {
    if (condition->kind() != ExprKind::kCompare ||
        As<CompareExpr>(condition).op() != CompareOp::kEqual) {
      continue;
    }
    for (size_t i = 0; i < 2; ++i) {
      const ExprPtr& own = condition->child(i);
      const ExprPtr& other = condition->child(1 - i);
      if (own->kind() != ExprKind::kColumn || other->kind() != ExprKind::kColumn ||
          !given.contains(As<ColumnExpr>(own).id())) {
        continue;
      }
      if (PlanPtr table = FindTable(join.child(1 - side), As<ColumnExpr>(other).id())) {
        partners.push_back({own, std::move(table), other});
      }
    }
  }
}

/// Returns the tables in which each row of a child must find a partner, given those of the node's.
std::vector<Partner> PartnersOfChild(const PlanNode& node, size_t child,
                                     const std::vector<Partner>& above) {
  std::vector<Partner> partners;
  const bool is_body = node.kind() == PlanKind::kCte && child == 1;
  const bool joins = KeepsPartnersOnly(node);
  if (!above.empty() && (joins || is_body || IsByRow(node))) partners = above;
  if (joins) AddPartners(As<JoinNode>(node), child, partners);
  return partners;
}

/// Gathers what each reader of a CTE is joined with, in terms of the definition's columns.
class ReaderJoins {
 public:
  explicit ReaderJoins(uint32_t cte_id) : cte_id_(cte_id) {}

  void Collect(const PlanNode& plan, const std::vector<Partner>& above) {
    if (plan.kind() == PlanKind::kCteScan && As<CteScanNode>(plan).cte_id() == cte_id_) {
      AddReader(As<CteScanNode>(plan), above);
    }
    for (size_t i = 0; i < plan.children().size(); ++i) {
      Collect(*plan.child(i), PartnersOfChild(plan, i, above));
    }
  }

  /// Returns what all readers are joined with.
  std::vector<Partner> Common() const {
    std::vector<Partner> common;
    if (readers_.empty()) return common;
    for (const Partner& partner : readers_.front()) {
      const bool everywhere =
          std::all_of(readers_.begin() + 1, readers_.end(), [&](const auto& reader) {
            return std::any_of(reader.begin(), reader.end(),
                               [&](const Partner& p) { return AreSame(partner, p); });
          });
      const bool known = std::any_of(common.begin(), common.end(),
                                     [&](const Partner& p) { return AreSame(partner, p); });
      if (everywhere && !known) common.push_back(partner);
    }
    return common;
  }

 private:
  void AddReader(const CteScanNode& scan, const std::vector<Partner>& above) {
    const ColumnMap map = ToDefinition(scan);
    std::vector<Partner>& partners = readers_.emplace_back();
    for (const Partner& partner : above) {
      if (map.contains(As<ColumnExpr>(partner.own).id())) {
        partners.push_back({RenameColumns(partner.own, map), partner.table, partner.other});
      }
    }
  }

  static bool AreSame(const Partner& a, const Partner& b) {
    ColumnMap map;
    return a.own->Equals(*b.own) && PlansMatch(*a.table, *b.table, map) &&
           a.other->Equals(*RenameColumns(b.other, map));
  }

  uint32_t cte_id_;
  std::vector<std::vector<Partner>> readers_;
};

/// Reduces the definitions of a plan's CTEs.
class DefinitionReducer {
 public:
  DefinitionReducer(const PlanNode& plan, OptimizerContext& context)
      : estimator_(plan), context_(context) {
    NoteJoins(plan);
  }

  PlanPtr Visit(const PlanPtr& plan, const std::vector<Partner>& above = {}) {
    std::vector<PlanPtr> children = plan->children();
    bool changed = false;
    for (size_t i = 0; i < children.size(); ++i) {
      children[i] = Visit(children[i], PartnersOfChild(*plan, i, above));
      if (plan->kind() == PlanKind::kCte && i == 0) {
        children[i] = Reduce(As<CteNode>(plan), std::move(children[i]), above);
      }
      changed |= children[i] != plan->child(i);
    }
    return changed ? plan->WithChildren(std::move(children)) : plan;
  }

 private:
  /// Notes which parts of the plan join; returns whether this one does.
  bool NoteJoins(const PlanNode& plan) {
    bool joins = KeepsPartnersOnly(plan);
    for (const PlanPtr& child : plan.children()) joins |= NoteJoins(*child);
    if (joins) joining_.insert(&plan);
    return joins;
  }

  PlanPtr Reduce(const CteNode& cte, PlanPtr definition, const std::vector<Partner>& above) {
    // Plans of thousands of CTEs, as CUBE makes them, would be gone through as many times.
    if (above.empty() && !joining_.contains(cte.body().get())) return definition;
    ReaderJoins readers(cte.cte_id());
    readers.Collect(*cte.body(), above);
    for (const Partner& partner : readers.Common()) {
      if (!IsWorthwhile(*cte.definition(), partner)) continue;
      ColumnMap map;
      const PlanPtr table = CopyWithNewIds(partner.table, *context_.column_ids, map);
      const ExprPtr condition =
          MakeCompare(CompareOp::kEqual, partner.own, RenameColumns(partner.other, map));
      definition = std::make_shared<JoinNode>(JoinKind::kSemi, std::move(definition), table,
                                              std::vector<ExprPtr>{condition});
    }
    return definition;
  }

  bool IsWorthwhile(const PlanNode& definition, const Partner& partner) {
    const ExprPtr condition = MakeCompare(CompareOp::kEqual, partner.own, partner.other);
    return RowsRead(*partner.table) * kLeastReduction < RowsRead(definition) &&
           estimator_.MatchFraction(definition, *partner.table, {condition}) * kLeastReduction < 1;
  }

  double RowsRead(const PlanNode& plan) {
    if (plan.children().empty()) return estimator_.EstimateRows(plan);
    double rows = 0;
    for (const PlanPtr& child : plan.children()) rows += RowsRead(*child);
    return rows;
  }

  CardinalityEstimator estimator_;
  OptimizerContext& context_;
  std::unordered_set<const PlanNode*> joining_;
};

}  // namespace

PlanPtr CteJoinsPass::Run(PlanPtr plan, OptimizerContext& context) const {
  return DefinitionReducer(*plan, context).Visit(plan);
}

}  // namespace lakebolt
