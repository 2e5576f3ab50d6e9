#include "optimizer/unnest/subquery_lowering.h"

#include <algorithm>

#include "optimizer/property/uniqueness.h"
#include "plan/plan_copy.h"

namespace lakebolt {

namespace {

bool HasSubquery(const Expr& expr) {
  bool found = false;
  VisitExpr(expr, [&](const Expr& part) {
    found |= part.kind() == ExprKind::kSubquery;
    return !found;
  });
  return found;
}

bool HasSubquery(const PlanNode& node) {
  const std::vector<ExprPtr> expressions = node.expressions();
  return std::any_of(expressions.begin(), expressions.end(),
                     [](const ExprPtr& expr) { return HasSubquery(*expr); });
}

/// Takes off what does not change whether there is a row.
PlanPtr StripForExists(PlanPtr plan) {
  while (true) {
    switch (plan->kind()) {
      case PlanKind::kProject:
      case PlanKind::kSort: break;
      case PlanKind::kLimit: {
        const auto& limit = As<LimitNode>(plan);
        if (limit.offset() > 0 || (limit.limit() && *limit.limit() == 0)) return plan;
        break;
      }
      case PlanKind::kAggregate:
        // DISTINCT, or groups whose values nobody looks at.
        if (As<AggregateNode>(plan).keys().empty()) return plan;
        break;
      default: return plan;
    }
    plan = plan->child();
  }
}

/// Compares row values: all parts for equality, any part for inequality, else by the first part
/// that differs.
ExprPtr CompareRows(CompareOp op, const std::vector<ExprPtr>& left,
                    const std::vector<ExprPtr>& right, size_t from = 0) {
  if (from + 1 == left.size()) return MakeCompare(op, left[from], right[from]);
  switch (op) {
    case CompareOp::kEqual:
    case CompareOp::kNotDistinct:
    case CompareOp::kNotEqual:
    case CompareOp::kDistinct: {
      std::vector<ExprPtr> terms;
      for (size_t i = from; i < left.size(); ++i) {
        terms.push_back(MakeCompare(op, left[i], right[i]));
      }
      const bool all = op == CompareOp::kEqual || op == CompareOp::kNotDistinct;
      return MakeConjunction(all, std::move(terms));
    }
    default: {
      const bool less = op == CompareOp::kLess || op == CompareOp::kLessEqual;
      ExprPtr before =
          MakeCompare(less ? CompareOp::kLess : CompareOp::kGreater, left[from], right[from]);
      ExprPtr same = MakeCompare(CompareOp::kEqual, left[from], right[from]);
      ExprPtr rest = CompareRows(op, left, right, from + 1);
      return MakeConjunction(
          false, {std::move(before), MakeConjunction(true, {std::move(same), std::move(rest)})});
    }
  }
}

/// Makes the conditions of `operands op (first columns of plan)`.
std::vector<ExprPtr> AnyConditions(const SubqueryExpr& subquery, CompareOp op,
                                   const PlanNode& plan) {
  std::vector<ExprPtr> columns;
  for (size_t i = 0; i < subquery.children().size(); ++i) {
    columns.push_back(MakeColumn(plan.columns()[i]));
  }
  std::vector<ExprPtr> conditions;
  SplitConjuncts(CompareRows(op, subquery.children(), columns), conditions);
  return conditions;
}

}  // namespace

PlanPtr SubqueryLowering::Lower(const PlanPtr& plan) {
  return TransformPlan(plan,
                       [&](PlanPtr node) { return HasSubquery(*node) ? LowerNode(node) : node; });
}

PlanPtr SubqueryLowering::TakePlan(const SubqueryExpr& subquery) {
  // Subqueries inside belong to other nodes.
  std::vector<Lowered> outside;
  outside.swap(lowered_);
  PlanPtr plan = Lower(subquery.plan());
  outside.swap(lowered_);
  if (used_.insert(subquery.plan()->columns().front().id).second) return plan;
  ColumnMap map;
  return CopyWithNewIds(plan, *context_.column_ids, map, context_.next_cte_id);
}

PlanPtr SubqueryLowering::MakeJoin(JoinKind kind, const PlanPtr& left, PlanPtr right,
                                   std::vector<ExprPtr> conditions, MarkColumn mark) const {
  const bool dependent = !FreeColumns(*right).empty();
  return std::make_shared<JoinNode>(kind, left, std::move(right), std::move(conditions), dependent,
                                    std::move(mark));
}

PlanPtr SubqueryLowering::LowerNode(const PlanPtr& node) {
  lowered_.clear();
  switch (node->kind()) {
    case PlanKind::kFilter: return LowerFilter(As<FilterNode>(node));
    case PlanKind::kJoin: return LowerJoin(As<JoinNode>(node));
    case PlanKind::kValues: return LowerValues(As<ValuesNode>(node));
    case PlanKind::kScan: throw InternalError("a subquery in a scan's filter");
    default: break;
  }
  PlanPtr input = node->child();
  std::vector<ExprPtr> expressions = node->expressions();
  for (ExprPtr& expr : expressions) expr = LowerExpr(expr, input);
  return node->WithChildren({std::move(input)})->WithExpressions(std::move(expressions));
}

PlanPtr SubqueryLowering::LowerFilter(const FilterNode& filter) {
  std::vector<ExprPtr> plain;
  std::vector<ExprPtr> with_subquery;
  for (const ExprPtr& conjunct : filter.conjuncts()) {
    std::vector<ExprPtr> terms;
    SplitConjuncts(conjunct, terms);
    for (ExprPtr& term : terms) (HasSubquery(*term) ? with_subquery : plain).push_back(term);
  }
  PlanPtr input = filter.child();
  // Conditions without subqueries go below, so that domains are taken from few rows.
  if (!plain.empty()) input = std::make_shared<FilterNode>(input, std::move(plain));
  std::vector<ExprPtr> above;
  for (const ExprPtr& conjunct : with_subquery) {
    if (!LowerConjunct(conjunct, input)) above.push_back(LowerExpr(conjunct, input));
  }
  if (above.empty()) return input;
  return std::make_shared<FilterNode>(std::move(input), std::move(above));
}

bool SubqueryLowering::LowerConjunct(const ExprPtr& conjunct, PlanPtr& input) {
  const bool negated = conjunct->kind() == ExprKind::kNot;
  const Expr& inner = negated ? *conjunct->child(0) : *conjunct;
  if (inner.kind() != ExprKind::kSubquery) return false;
  const auto& subquery = As<SubqueryExpr>(inner);
  for (const ExprPtr& operand : subquery.children()) {
    if (HasSubquery(*operand)) return false;
  }
  if (subquery.subquery_kind() == SubqueryKind::kExists) {
    PlanPtr plan = StripForExists(TakePlan(subquery));
    input = MakeJoin(negated ? JoinKind::kAnti : JoinKind::kSemi, input, std::move(plan), {});
    return true;
  }
  const bool is_all = subquery.subquery_kind() == SubqueryKind::kAll;
  if (!is_all && subquery.subquery_kind() != SubqueryKind::kAny) return false;
  const CompareOp op = is_all ? Negate(subquery.op()) : subquery.op();
  // x op ALL (S) is NOT (x negated-op ANY (S)), for row values too where op is = or <>.
  if (is_all && subquery.children().size() > 1 && op != CompareOp::kEqual &&
      op != CompareOp::kNotEqual) {
    return false;
  }
  if (negated == is_all) {
    PlanPtr plan = TakePlan(subquery);
    std::vector<ExprPtr> conditions = AnyConditions(subquery, op, *plan);
    input = MakeJoin(JoinKind::kSemi, input, std::move(plan), std::move(conditions));
    return true;
  }
  LowerNotAny(subquery, op, input);
  return true;
}

void SubqueryLowering::LowerNotAny(const SubqueryExpr& subquery, CompareOp op, PlanPtr& input) {
  // Without NULLs on either side NOT IN is an anti join.
  PlanPtr plan = TakePlan(subquery);
  Nullability nullability;
  const ColumnSet& left = nullability.NeverNullColumns(*input);
  const ColumnSet& right = nullability.NeverNullColumns(*plan);
  bool never_null = true;
  for (size_t i = 0; i < subquery.children().size(); ++i) {
    never_null &= IsNeverNull(*subquery.child(i), left) && right.contains(plan->columns()[i].id);
  }
  std::vector<ExprPtr> conditions = AnyConditions(subquery, op, *plan);
  if (never_null) {
    input = MakeJoin(JoinKind::kAnti, input, std::move(plan), std::move(conditions));
    return;
  }
  const MarkColumn mark{{context_.column_ids->Next(), "any", TypeId::kBoolean}};
  input = MakeJoin(JoinKind::kMark, input, std::move(plan), std::move(conditions), mark);
  ExprPtr unmarked = std::make_shared<NotExpr>(MakeColumn(mark));
  input = std::make_shared<FilterNode>(input, std::vector<ExprPtr>{std::move(unmarked)});
}

PlanPtr SubqueryLowering::LowerJoin(const JoinNode& join) {
  PlanPtr left = join.left();
  PlanPtr right = join.right();
  std::vector<ExprPtr> plain;
  std::vector<ExprPtr> with_subquery;
  for (const ExprPtr& condition : join.conditions()) {
    (HasSubquery(*condition) ? with_subquery : plain).push_back(condition);
  }
  if (join.join_kind() == JoinKind::kInner) {
    PlanPtr below = std::make_shared<JoinNode>(JoinKind::kInner, left, right, std::move(plain),
                                               join.dependent());
    return LowerFilter(FilterNode(std::move(below), std::move(with_subquery)));
  }
  JoinKind kind = join.join_kind();
  if (kind == JoinKind::kRight) {
    std::swap(left, right);
    kind = JoinKind::kLeft;
  }
  if (kind == JoinKind::kFull) {
    return LowerFullJoin(join);
  }
  // The condition becomes a filter of the right side, which then depends on the left side. A mark
  // join cannot do that (NULL conditions count), but the binder makes none.
  if (kind == JoinKind::kMark) throw InternalError("a subquery in the condition of a mark join");
  PlanPtr filtered = LowerFilter(FilterNode(right, std::move(with_subquery)));
  return std::make_shared<JoinNode>(kind, left, std::move(filtered), std::move(plain), true);
}

PlanPtr SubqueryLowering::LowerFullJoin(const JoinNode& join) {
  // All left rows with their matches, and the right rows that have none: LEFT JOIN UNION ALL
  // (right ANTI JOIN left), both over copies of the sides. The union gives the old columns.
  std::vector<PlanPtr> halves;
  std::vector<std::vector<ColumnId>> inputs;
  const ColumnSet from_left = OutputColumns(*join.left());
  for (const JoinKind kind : {JoinKind::kLeft, JoinKind::kAnti}) {
    const JoinNode both(JoinKind::kLeft, join.left(), join.right(), join.conditions(),
                        join.dependent());
    ColumnMap map;
    const PlanPtr copy = CopyWithNewIds(std::make_shared<JoinNode>(both), *context_.column_ids, map,
                                        context_.next_cte_id);
    const auto& copied = As<JoinNode>(copy);
    const bool swap = kind == JoinKind::kAnti;
    const JoinNode half(kind, swap ? copied.right() : copied.left(),
                        swap ? copied.left() : copied.right(), copied.conditions(),
                        copied.dependent());
    lowered_.clear();
    PlanPtr plan = LowerJoin(half);
    std::vector<NamedExpr> items;
    std::vector<ColumnId>& input = inputs.emplace_back();
    for (const PlanColumn& column : join.columns()) {
      const bool null = swap && from_left.contains(column.id);
      const ColumnId id = null ? context_.column_ids->Next() : map.at(column.id);
      items.push_back(null ? NamedExpr{id, column.name, MakeConstant(Value(column.type))}
                           : PassOn({id, column.name, column.type}));
      input.push_back(id);
    }
    halves.push_back(std::make_shared<ProjectNode>(std::move(plan), std::move(items)));
  }
  return std::make_shared<SetOperationNode>(SetOperationKind::kUnion, true, std::move(halves),
                                            std::move(inputs), join.columns());
}

PlanPtr SubqueryLowering::LowerValues(const ValuesNode& values) {
  std::vector<PlanPtr> rows;
  std::vector<std::vector<ColumnId>> inputs;
  for (const std::vector<ExprPtr>& row : values.rows()) {
    lowered_.clear();
    PlanPtr input = std::make_shared<ValuesNode>(std::vector<PlanColumn>{},
                                                 std::vector<std::vector<ExprPtr>>(1));
    std::vector<NamedExpr> items;
    std::vector<ColumnId> ids;
    for (size_t c = 0; c < row.size(); ++c) {
      ids.push_back(values.rows().size() == 1 ? values.columns()[c].id
                                              : context_.column_ids->Next());
      items.push_back({ids.back(), values.columns()[c].name, LowerExpr(row[c], input)});
    }
    rows.push_back(std::make_shared<ProjectNode>(std::move(input), std::move(items)));
    inputs.push_back(std::move(ids));
  }
  if (rows.size() == 1) return rows[0];
  return std::make_shared<SetOperationNode>(SetOperationKind::kUnion, true, std::move(rows),
                                            std::move(inputs), values.columns());
}

ExprPtr SubqueryLowering::LowerExpr(const ExprPtr& expr, PlanPtr& input) {
  return TransformExpr(expr, [&](ExprPtr part) -> ExprPtr {
    if (part->kind() != ExprKind::kSubquery) return part;
    return LowerSubquery(As<SubqueryExpr>(part), input);
  });
}

ExprPtr SubqueryLowering::FindLowered(const SubqueryExpr& subquery) const {
  for (const Lowered& lowered : lowered_) {
    const SubqueryExpr& known = *lowered.subquery;
    if (known.subquery_kind() == subquery.subquery_kind() && known.op() == subquery.op() &&
        known.plan()->columns().front().id == subquery.plan()->columns().front().id &&
        std::equal(known.children().begin(), known.children().end(), subquery.children().begin(),
                   subquery.children().end(),
                   [](const ExprPtr& a, const ExprPtr& b) { return a->Equals(*b); })) {
      return lowered.result;
    }
  }
  return nullptr;
}

ExprPtr SubqueryLowering::LowerSubquery(const SubqueryExpr& subquery, PlanPtr& input) {
  if (ExprPtr known = FindLowered(subquery)) return known;
  ExprPtr result;
  switch (subquery.subquery_kind()) {
    case SubqueryKind::kScalar: result = LowerScalar(subquery, input); break;
    case SubqueryKind::kExists: result = LowerExists(subquery, input); break;
    default: result = LowerAny(subquery, input);
  }
  lowered_.push_back(
      {std::static_pointer_cast<const SubqueryExpr>(subquery.shared_from_this()), result});
  return result;
}

ExprPtr SubqueryLowering::LowerScalar(const SubqueryExpr& subquery, PlanPtr& input) {
  PlanPtr plan = TakePlan(subquery);
  const ExprPtr value = MakeColumn(plan->columns().front());
  JoinKind kind = JoinKind::kSingle;
  if (GivesExactlyOneRow(*plan)) {
    kind = JoinKind::kInner;
  } else if (IsUniqueOn(*plan, {})) {
    kind = JoinKind::kLeft;
  }
  input = MakeJoin(kind, input, std::move(plan), {});
  return value;
}

ExprPtr SubqueryLowering::LowerExists(const SubqueryExpr& subquery, PlanPtr& input) {
  PlanPtr plan = StripForExists(TakePlan(subquery));
  // Correlated conditions may later join the mark join's and be NULL: that is no match.
  const MarkColumn mark{{context_.column_ids->Next(), "exists", TypeId::kBoolean}, false};
  input = MakeJoin(JoinKind::kMark, input, std::move(plan), {}, mark);
  return MakeColumn(mark);
}

ExprPtr SubqueryLowering::LowerAny(const SubqueryExpr& subquery, PlanPtr& input) {
  PlanPtr plan = TakePlan(subquery);
  const MarkColumn mark{{context_.column_ids->Next(), "any", TypeId::kBoolean}};
  const bool is_all = subquery.subquery_kind() == SubqueryKind::kAll;
  std::vector<ExprPtr> conditions;
  if (is_all && subquery.children().size() > 1) {
    // Row values: negate the comparison as a whole, NULL parts included.
    ExprPtr all = MakeConjunction(true, AnyConditions(subquery, subquery.op(), *plan));
    conditions.push_back(std::make_shared<NotExpr>(std::move(all)));
  } else {
    const CompareOp op = is_all ? Negate(subquery.op()) : subquery.op();
    conditions = AnyConditions(subquery, op, *plan);
  }
  input = MakeJoin(JoinKind::kMark, input, std::move(plan), std::move(conditions), mark);
  ExprPtr result = MakeColumn(mark);
  return is_all ? std::make_shared<NotExpr>(std::move(result)) : result;
}

}  // namespace lakebolt
