#include "optimizer/pass/filter_pusher.h"

#include <algorithm>

#include "expression/evaluator.h"
#include "optimizer/property/expression_set.h"
#include "optimizer/property/nullability.h"
#include "optimizer/rule/implied_disjunction.h"

namespace lakebolt {

namespace {

using Conjuncts = FilterPusher::Conjuncts;

bool IsTrue(const Expr& expr) {
  if (expr.kind() != ExprKind::kConstant) return false;
  const Value& value = As<ConstantExpr>(expr).value();
  return !value.IsNull() && value.boolean();
}

bool IsFalseOrNull(const Expr& expr) {
  if (expr.kind() != ExprKind::kConstant) return false;
  const Value& value = As<ConstantExpr>(expr).value();
  return value.IsNull() || !value.boolean();
}

/// Adds the terms of `from` that are neither TRUE nor there already.
void AddConjuncts(const Conjuncts& from, Conjuncts& to) {
  if (from.empty()) return;
  Conjuncts terms;
  for (const ExprPtr& expr : from) SplitConjuncts(expr, terms);
  ExpressionSet known;
  for (const ExprPtr& expr : to) known.Insert(expr);
  for (ExprPtr& term : terms) {
    if (!IsTrue(*term) && known.Insert(term)) to.push_back(std::move(term));
  }
}

bool RefersOnlyTo(const Expr& expr, const ColumnSet& columns) {
  bool only = true;
  VisitExpr(expr, [&](const Expr& part) {
    if (part.kind() == ExprKind::kColumn) only &= columns.contains(As<ColumnExpr>(part).id());
    return only;
  });
  return only;
}

/// Moves the conjuncts that `pick` accepts from one list to another.
template <typename Pick>
Conjuncts Take(Conjuncts& from, const Pick& pick) {
  Conjuncts taken;
  Conjuncts left;
  for (ExprPtr& expr : from) (pick(*expr) ? taken : left).push_back(std::move(expr));
  from = std::move(left);
  return taken;
}

bool AnyRejectsNulls(const Conjuncts& conjuncts, const ColumnSet& columns) {
  return std::any_of(conjuncts.begin(), conjuncts.end(),
                     [&](const ExprPtr& expr) { return RejectsNulls(*expr, columns); });
}

/// Keeps what can be said below items, in terms of what is below.
Conjuncts SubstituteAll(const Conjuncts& conjuncts, const std::vector<NamedExpr>& items) {
  std::unordered_map<ColumnId, ExprPtr> map;
  bool has_constant = false;
  for (const NamedExpr& item : items) {
    map.emplace(item.id, item.expr);
    has_constant |= item.expr->kind() == ExprKind::kConstant;
  }
  Conjuncts out;
  for (const ExprPtr& expr : conjuncts) {
    ExprPtr below = SubstituteColumns(expr, map);
    // Branches of a union often differ in a constant, which decides conditions on it.
    if (has_constant && below != expr) below = FoldConstants(below);
    out.push_back(std::move(below));
  }
  return out;
}

/// Adds to `below` what disjunctions over more than `columns` say of those alone.
void AddImplied(const Conjuncts& conjuncts, const ColumnSet& columns, Conjuncts& below) {
  for (const ExprPtr& expr : conjuncts) {
    if (ExprPtr implied = ImpliedDisjunction(*expr, columns)) AddConjuncts({implied}, below);
  }
}

Conjuncts Concat(Conjuncts a, const Conjuncts& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

PlanPtr MakeFilter(PlanPtr plan, std::vector<ExprPtr> conjuncts) {
  if (conjuncts.empty()) return plan;
  Conjuncts failing = Take(conjuncts, [](const Expr& expr) { return CanFail(expr); });
  for (ExprPtr& expr : failing) conjuncts.push_back(std::move(expr));
  return std::make_shared<FilterNode>(std::move(plan), std::move(conjuncts));
}

PlanPtr MakeEmpty(const PlanNode& node) {
  return std::make_shared<ValuesNode>(node.columns(), std::vector<std::vector<ExprPtr>>{});
}

PlanPtr FilterPusher::Push(const PlanPtr& plan, Conjuncts conjuncts, const Conjuncts& known) {
  if (std::any_of(conjuncts.begin(), conjuncts.end(),
                  [](const ExprPtr& expr) { return IsFalseOrNull(*expr); })) {
    return MakeEmpty(*plan);
  }
  switch (plan->kind()) {
    case PlanKind::kFilter: {
      Conjuncts all;
      AddConjuncts(As<FilterNode>(plan).conjuncts(), all);
      AddConjuncts(conjuncts, all);
      return Push(plan->child(), std::move(all), known);
    }
    case PlanKind::kProject: return PushProject(plan, std::move(conjuncts), known);
    case PlanKind::kAggregate: return PushAggregate(plan, std::move(conjuncts), known);
    case PlanKind::kJoin: return PushJoin(plan, std::move(conjuncts), known);
    case PlanKind::kPartitionLimit: return PushPartitionLimit(plan, std::move(conjuncts));
    case PlanKind::kWindow: return PushWindow(plan, std::move(conjuncts));
    case PlanKind::kUnnest: return PushUnnest(plan, std::move(conjuncts));
    case PlanKind::kSetOperation: return PushSetOperation(plan, conjuncts);
    case PlanKind::kSort: {
      PlanPtr child = Push(plan->child(), std::move(conjuncts), known);
      return child == plan->child() ? plan : plan->WithChildren({std::move(child)});
    }
    case PlanKind::kCte: {
      PlanPtr definition = Push(As<CteNode>(plan).definition(), {}, {});
      PlanPtr body = Push(As<CteNode>(plan).body(), std::move(conjuncts), known);
      return plan->WithChildren({std::move(definition), std::move(body)});
    }
    default: return PushNothing(plan, std::move(conjuncts));
  }
}

PlanPtr FilterPusher::PushNothing(const PlanPtr& plan, Conjuncts conjuncts) {
  PlanPtr pushed = MapChildren(plan, [this](const PlanPtr& child) { return Push(child, {}, {}); });
  return MakeFilter(std::move(pushed), std::move(conjuncts));
}

PlanPtr FilterPusher::PushProject(const PlanPtr& plan, Conjuncts conjuncts,
                                  const Conjuncts& known) {
  const auto& items = As<ProjectNode>(plan).items();
  ColumnSet fixed;  // volatile items are computed once, before the condition
  for (const NamedExpr& item : items) {
    if (IsVolatile(*item.expr)) fixed.insert(item.id);
  }
  Conjuncts below = Take(conjuncts, [&](const Expr& expr) {
    if (IsVolatile(expr)) return false;
    ColumnSet used;
    CollectColumns(expr, used);
    return std::none_of(used.begin(), used.end(), [&](ColumnId id) { return fixed.contains(id); });
  });
  Conjuncts split;
  AddConjuncts(SubstituteAll(below, items), split);
  PlanPtr child = Push(plan->child(), std::move(split), SubstituteAll(known, items));
  PlanPtr result = child == plan->child() ? plan : plan->WithChildren({std::move(child)});
  return MakeFilter(std::move(result), std::move(conjuncts));
}

PlanPtr FilterPusher::PushAggregate(const PlanPtr& plan, Conjuncts conjuncts,
                                    const Conjuncts& known) {
  const auto& aggregate = As<AggregateNode>(plan);
  if (aggregate.keys().empty()) return PushNothing(plan, std::move(conjuncts));
  ColumnSet keys;
  for (const NamedExpr& key : aggregate.keys()) {
    if (!IsVolatile(*key.expr)) keys.insert(key.id);
  }
  const auto on_keys = [&](const Expr& expr) {
    return !IsVolatile(expr) && RefersOnlyTo(expr, keys);
  };
  Conjuncts below = Take(conjuncts, on_keys);
  AddImplied(conjuncts, keys, below);
  Conjuncts known_here = known;
  Conjuncts known_below = Take(known_here, on_keys);
  PlanPtr child = Push(plan->child(), SubstituteAll(below, aggregate.keys()),
                       SubstituteAll(known_below, aggregate.keys()));
  PlanPtr result = child == plan->child() ? plan : plan->WithChildren({std::move(child)});
  return MakeFilter(std::move(result), std::move(conjuncts));
}

PlanPtr FilterPusher::PushPartitionLimit(const PlanPtr& plan, Conjuncts conjuncts) {
  ColumnSet partition;
  for (const ExprPtr& key : As<PartitionLimitNode>(plan).partition()) {
    if (key->kind() == ExprKind::kColumn) partition.insert(As<ColumnExpr>(key).id());
  }
  Conjuncts below =
      Take(conjuncts, [&](const Expr& expr) { return RefersOnlyTo(expr, partition); });
  PlanPtr child = Push(plan->child(), std::move(below), {});
  return MakeFilter(plan->WithChildren({std::move(child)}), std::move(conjuncts));
}

PlanPtr FilterPusher::PushWindow(const PlanPtr& plan, Conjuncts conjuncts) {
  // A condition on the partition keeps or drops whole partitions.
  ColumnSet partition;
  for (const ExprPtr& key : As<WindowNode>(plan).partition()) {
    if (key->kind() == ExprKind::kColumn) partition.insert(As<ColumnExpr>(key).id());
  }
  Conjuncts below = Take(conjuncts, [&](const Expr& expr) {
    return !IsVolatile(expr) && RefersOnlyTo(expr, partition);
  });
  AddImplied(conjuncts, partition, below);
  PlanPtr child = Push(plan->child(), std::move(below), {});
  PlanPtr result = child == plan->child() ? plan : plan->WithChildren({std::move(child)});
  return MakeFilter(std::move(result), std::move(conjuncts));
}

PlanPtr FilterPusher::PushUnnest(const PlanPtr& plan, Conjuncts conjuncts) {
  // All rows that come out of one row share its columns. What may raise an error waits: a row whose
  // lists are empty gives no row to fail for.
  const ColumnSet columns = OutputColumns(*plan->child());
  const auto lists = plan->expressions();
  const bool changing = std::any_of(lists.begin(), lists.end(),
                                    [](const ExprPtr& list) { return IsVolatile(*list); });
  Conjuncts below = Take(conjuncts, [&](const Expr& expr) {
    return !changing && !IsVolatile(expr) && !CanFail(expr) && RefersOnlyTo(expr, columns);
  });
  PlanPtr child = Push(plan->child(), std::move(below), {});
  PlanPtr result = child == plan->child() ? plan : plan->WithChildren({std::move(child)});
  return MakeFilter(std::move(result), std::move(conjuncts));
}

PlanPtr FilterPusher::PushSetOperation(const PlanPtr& plan, const Conjuncts& conjuncts) {
  const auto& set = As<SetOperationNode>(plan);
  std::vector<PlanPtr> children;
  bool changed = false;
  for (size_t i = 0; i < set.children().size(); ++i) {
    ColumnMap map;
    for (size_t c = 0; c < set.columns().size(); ++c) {
      map.emplace(set.columns()[c].id, set.inputs()[i][c]);
    }
    Conjuncts below;
    for (const ExprPtr& expr : conjuncts) below.push_back(RenameColumns(expr, map));
    children.push_back(Push(set.child(i), std::move(below), {}));
    changed |= children.back() != set.child(i);
  }
  return changed ? plan->WithChildren(std::move(children)) : plan;
}

PlanPtr FilterPusher::PushJoin(const PlanPtr& plan, Conjuncts conjuncts, const Conjuncts& known) {
  const auto& join = As<JoinNode>(plan);
  if (join.dependent()) return PushNothing(plan, std::move(conjuncts));
  const Conjuncts checked = Concat(conjuncts, known);
  const bool left_needed = AnyRejectsNulls(checked, OutputColumns(*join.left()));
  const bool right_needed = AnyRejectsNulls(checked, OutputColumns(*join.right()));
  const auto as_kind = [&](JoinKind kind) {
    return JoinNode(kind, join.left(), join.right(), join.conditions());
  };
  const auto flipped = [&](JoinKind kind) {
    return JoinNode(kind, join.right(), join.left(), join.conditions());
  };
  switch (join.join_kind()) {
    case JoinKind::kInner: return PushInner(join, std::move(conjuncts), known);
    case JoinKind::kLeft:
      if (right_needed) return PushInner(as_kind(JoinKind::kInner), std::move(conjuncts), known);
      break;
    case JoinKind::kRight:
      if (left_needed) return PushInner(as_kind(JoinKind::kInner), std::move(conjuncts), known);
      return PushLeftKeeping(flipped(JoinKind::kLeft), std::move(conjuncts), known);
    case JoinKind::kFull:
      if (left_needed && right_needed) {
        return PushInner(as_kind(JoinKind::kInner), std::move(conjuncts), known);
      }
      if (left_needed) {
        return PushLeftKeeping(as_kind(JoinKind::kLeft), std::move(conjuncts), known);
      }
      if (right_needed) {
        return PushLeftKeeping(flipped(JoinKind::kLeft), std::move(conjuncts), known);
      }
      return PushFull(join, std::move(conjuncts));
    default: break;
  }
  return PushLeftKeeping(join, std::move(conjuncts), known);
}

PlanPtr FilterPusher::PushInner(const JoinNode& join, Conjuncts conjuncts, const Conjuncts& known) {
  Conjuncts all;
  AddConjuncts(join.conditions(), all);
  AddConjuncts(conjuncts, all);
  Conjuncts above = Take(all, [](const Expr& expr) { return IsVolatile(expr); });
  const ColumnSet left_columns = OutputColumns(*join.left());
  const ColumnSet right_columns = OutputColumns(*join.right());
  Conjuncts left = Take(all, [&](const Expr& expr) { return RefersOnlyTo(expr, left_columns); });
  Conjuncts right = Take(all, [&](const Expr& expr) { return RefersOnlyTo(expr, right_columns); });
  const Conjuncts known_below = Concat(known, all);
  // A disjunction over both sides may say something of each of them alone.
  AddImplied(all, left_columns, left);
  AddImplied(all, right_columns, right);
  PlanPtr left_plan = Push(join.left(), std::move(left), known_below);
  PlanPtr right_plan = Push(join.right(), std::move(right), known_below);
  PlanPtr result = std::make_shared<JoinNode>(JoinKind::kInner, std::move(left_plan),
                                              std::move(right_plan), std::move(all));
  return MakeFilter(std::move(result), std::move(above));
}

PlanPtr FilterPusher::PushLeftKeeping(const JoinNode& join, Conjuncts conjuncts,
                                      const Conjuncts& known) {
  const JoinKind kind = join.join_kind();
  const ColumnSet left_columns = OutputColumns(*join.left());
  const ColumnSet right_columns = OutputColumns(*join.right());
  Conjuncts left = Take(conjuncts, [&](const Expr& expr) {
    return !IsVolatile(expr) && RefersOnlyTo(expr, left_columns);
  });
  Conjuncts conditions;
  AddConjuncts(join.conditions(), conditions);
  if (kind == JoinKind::kSemi) {
    Conjuncts more =
        Take(conditions, [&](const Expr& expr) { return RefersOnlyTo(expr, left_columns); });
    AddConjuncts(more, left);
  }
  // Where a NULL of a condition shows in the mark, only conditions that are never NULL may filter
  // rows away.
  const bool null_shows = kind == JoinKind::kMark && join.mark().null_aware;
  Conjuncts right = Take(conditions, [&](const Expr& expr) {
    return RefersOnlyTo(expr, right_columns) && (!null_shows || IsNeverNull(expr, {}));
  });
  const bool never = std::any_of(conditions.begin(), conditions.end(),
                                 [](const ExprPtr& expr) { return IsFalseOrNull(*expr); });
  Conjuncts known_left = known;
  Conjuncts known_right;
  if (kind == JoinKind::kSemi) known_left = Concat(std::move(known_left), conditions);
  if (kind != JoinKind::kMark) known_right = conditions;
  PlanPtr left_plan = Push(join.left(), std::move(left), known_left);
  PlanPtr right_plan = never && kind != JoinKind::kMark
                           ? MakeEmpty(*join.right())
                           : Push(join.right(), std::move(right), known_right);
  PlanPtr result = std::make_shared<JoinNode>(kind, std::move(left_plan), std::move(right_plan),
                                              std::move(conditions), false, join.mark());
  return MakeFilter(std::move(result), std::move(conjuncts));
}

PlanPtr FilterPusher::PushFull(const JoinNode& join, Conjuncts conjuncts) {
  PlanPtr left = Push(join.left(), {}, {});
  PlanPtr right = Push(join.right(), {}, {});
  PlanPtr result = std::make_shared<JoinNode>(JoinKind::kFull, std::move(left), std::move(right),
                                              join.conditions());
  return MakeFilter(std::move(result), std::move(conjuncts));
}

}  // namespace lakebolt
