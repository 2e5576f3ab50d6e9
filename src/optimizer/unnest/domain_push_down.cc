#include "optimizer/unnest/domain_push_down.h"

#include <algorithm>

#include "optimizer/unnest/empty_group.h"
#include "plan/recursive_cte.h"

namespace lakebolt {

DomainPushDown::DomainPushDown(std::vector<PlanColumn> outer, Domain& domain,
                               OptimizerContext& context)
    : outer_(std::move(outer)), domain_(domain), context_(context) {
  for (const PlanColumn& column : outer_) outer_ids_.insert(column.id);
}

bool DomainPushDown::UsesOuter(const Expr& expr) const {
  bool uses = false;
  VisitExpr(expr, [&](const Expr& part) {
    uses |= part.kind() == ExprKind::kColumn && outer_ids_.contains(As<ColumnExpr>(part).id());
    return !uses;
  });
  return uses;
}

bool DomainPushDown::UsesOuter(const PlanNode& node) {
  const auto found = uses_outer_.find(&node);
  if (found != uses_outer_.end()) return found->second;
  bool uses = false;
  for (const ExprPtr& expr : node.expressions()) uses |= UsesOuter(*expr);
  if (node.kind() == PlanKind::kCte && UsesOuter(*As<CteNode>(node).definition())) {
    correlated_cte_ids_.insert(As<CteNode>(node).cte_id());
  }
  if (node.kind() == PlanKind::kRecursiveCte && RefersToOuter(node)) {
    correlated_cte_ids_.insert(As<RecursiveCteNode>(node).cte_id());
    correlated_cte_ids_.insert(As<RecursiveCteNode>(node).key().all_rows_id);
    uses = true;
  }
  if (node.kind() == PlanKind::kCteScan) {
    uses |= correlated_cte_ids_.contains(As<CteScanNode>(node).cte_id());
  }
  // All children are looked at, so that definitions of CTEs are known before their scans.
  for (const PlanPtr& child : node.children()) uses |= UsesOuter(*child);
  uses_outer_.emplace(&node, uses);
  return uses;
}

ExprPtr DomainPushDown::Rename(const ExprPtr& expr, const OuterTags& tags) const {
  ColumnMap map;
  for (const auto& [outer, tag] : tags) map.emplace(outer, tag.column.id);
  return RenameColumns(expr, map);
}

std::vector<ExprPtr> DomainPushDown::Rename(std::vector<ExprPtr> exprs,
                                            const OuterTags& tags) const {
  for (ExprPtr& expr : exprs) expr = Rename(expr, tags);
  return exprs;
}

std::vector<ExprPtr> DomainPushDown::SameTags(const OuterTags& a, const OuterTags& b) const {
  std::vector<ExprPtr> conditions;
  for (const PlanColumn& outer : outer_) {
    const OuterTag& left = a.at(outer.id);
    const OuterTag& right = b.at(outer.id);
    const bool plain = left.never_null && right.never_null;
    conditions.push_back(MakeCompare(plain ? CompareOp::kEqual : CompareOp::kNotDistinct,
                                     MakeColumn(left.column), MakeColumn(right.column)));
  }
  return conditions;
}

void DomainPushDown::AddTagKeys(std::vector<NamedExpr>& keys, OuterTags& tags) {
  for (auto& [outer, tag] : tags) {
    const auto same = std::find_if(keys.begin(), keys.end(), [&](const NamedExpr& key) {
      return key.expr->kind() == ExprKind::kColumn &&
             As<ColumnExpr>(key.expr).id() == tag.column.id;
    });
    if (same == keys.end()) {
      keys.push_back(PassOn(tag.column));
    } else {
      tag.column.id = same->id;
      tag.column.name = same->name;
    }
  }
}

DomainPushDown::Result DomainPushDown::Push(const PlanPtr& node, const ColumnEqualities& equal) {
  if (!UsesOuter(*node)) return PushLeaf(node, equal);
  switch (node->kind()) {
    case PlanKind::kValues: return PushValues(node);
    case PlanKind::kFilter: return PushFilter(node, equal);
    case PlanKind::kProject: return PushProject(node, equal);
    case PlanKind::kAggregate: return PushAggregate(node, equal);
    case PlanKind::kJoin: return PushJoin(node, equal);
    case PlanKind::kSort: return PushSort(node, equal);
    case PlanKind::kLimit:
    case PlanKind::kTopN: return PushLimit(node);
    case PlanKind::kWindow: return PushWindow(node);
    case PlanKind::kPartitionLimit: return PushPartitionLimit(node);
    case PlanKind::kSetOperation: return PushSetOperation(node, equal);
    case PlanKind::kCte: return PushCte(node, equal);
    case PlanKind::kCteScan: return PushCteScan(node);
    case PlanKind::kRecursiveCte: return PushRecursiveCte(node);
    case PlanKind::kAsofJoin: return PushAsofJoin(node);
    case PlanKind::kSample: return PushSample(node);
    case PlanKind::kPositionalJoin:
    case PlanKind::kComputedLimit:
      throw UserError(ErrorCode::kNotSupported,
                      "a " + node->Name() + " over rows that depend on columns of outer queries");
    case PlanKind::kUnnest: return PushUnnest(node, equal);
    case PlanKind::kScan: break;
  }
  throw InternalError("a correlated " + node->Name() + " cannot be unnested");
}

DomainPushDown::Result DomainPushDown::PushLeaf(const PlanPtr& node,
                                                const ColumnEqualities& equal) {
  Result result{node, {}};
  std::vector<PlanColumn> missing;
  for (const PlanColumn& outer : outer_) {
    if (std::optional<PlanColumn> same = equal.FindAmong(outer.id, node->columns())) {
      result.tags[outer.id] = {*same, true};
    } else {
      missing.push_back(outer);
    }
  }
  if (missing.empty()) return result;
  PlanPtr domain = domain_.Use(missing, result.tags);
  const bool empty_row = node->kind() == PlanKind::kValues && node->columns().empty() &&
                         As<ValuesNode>(node).rows().size() == 1;
  result.plan = empty_row ? std::move(domain)
                          : std::make_shared<JoinNode>(JoinKind::kInner, node, std::move(domain),
                                                       std::vector<ExprPtr>{});
  return result;
}

DomainPushDown::Result DomainPushDown::PushValues(const PlanPtr& node) {
  // Numbers the rows, so that one pass over domain x numbers can compute them all.
  const auto& values = As<ValuesNode>(node);
  const PlanColumn number{context_.column_ids->Next(), "row", TypeId::kInt32};
  std::vector<std::vector<ExprPtr>> numbers;
  for (size_t r = 0; r < values.rows().size(); ++r) {
    numbers.push_back({MakeConstant(Value::Int32(static_cast<int32_t>(r)))});
  }
  Result result;
  PlanPtr rows = std::make_shared<ValuesNode>(std::vector<PlanColumn>{number}, std::move(numbers));
  PlanPtr domain = domain_.Use(outer_, result.tags);
  PlanPtr product = std::make_shared<JoinNode>(JoinKind::kInner, std::move(domain), std::move(rows),
                                               std::vector<ExprPtr>{});
  std::vector<NamedExpr> items;
  for (const auto& [outer, tag] : result.tags) items.push_back(PassOn(tag.column));
  for (size_t c = 0; c < values.columns().size(); ++c) {
    const PlanColumn& column = values.columns()[c];
    std::vector<ExprPtr> parts;
    for (size_t r = 0; r < values.rows().size(); ++r) {
      ExprPtr value = Rename(values.rows()[r][c], result.tags);
      if (r + 1 < values.rows().size()) {
        parts.push_back(MakeCompare(CompareOp::kEqual, MakeColumn(number),
                                    MakeConstant(Value::Int32(static_cast<int32_t>(r)))));
      }
      parts.push_back(std::move(value));
    }
    ExprPtr value =
        parts.size() == 1 ? parts[0] : std::make_shared<CaseExpr>(column.type, std::move(parts));
    items.push_back({column.id, column.name, std::move(value)});
  }
  result.plan = std::make_shared<ProjectNode>(std::move(product), std::move(items));
  return result;
}

DomainPushDown::Result DomainPushDown::PushFilter(const PlanPtr& node,
                                                  const ColumnEqualities& equal) {
  const auto& filter = As<FilterNode>(node);
  ColumnEqualities below = equal;
  below.AddConditions(filter.conjuncts());
  Result result = Push(filter.child(), below);
  std::vector<ExprPtr> conjuncts;
  for (const ExprPtr& conjunct : filter.conjuncts()) {
    ExprPtr renamed = Rename(conjunct, result.tags);
    if (renamed->kind() == ExprKind::kCompare && renamed != conjunct) {
      const auto& compare = As<CompareExpr>(renamed);
      // The outer column was replaced by the very column that it is compared with.
      if (compare.op() == CompareOp::kEqual && compare.left()->Equals(*compare.right())) {
        renamed = std::make_shared<NotExpr>(std::make_shared<IsNullExpr>(compare.left()));
      }
    }
    conjuncts.push_back(std::move(renamed));
  }
  result.plan = std::make_shared<FilterNode>(std::move(result.plan), std::move(conjuncts));
  return result;
}

DomainPushDown::Result DomainPushDown::PushUnnest(const PlanPtr& node,
                                                  const ColumnEqualities& equal) {
  // Each row's elements hang on that row alone: the domain goes below, and its columns stay.
  Result result = Push(node->child(), equal);
  const PlanPtr moved = node->WithChildren({std::move(result.plan)});
  result.plan = moved->WithExpressions(Rename(node->expressions(), result.tags));
  return result;
}

DomainPushDown::Result DomainPushDown::PushProject(const PlanPtr& node,
                                                   const ColumnEqualities& equal) {
  const auto& project = As<ProjectNode>(node);
  Result result = Push(project.child(), equal.Below(project.items()));
  std::vector<NamedExpr> items = project.items();
  for (NamedExpr& item : items) item.expr = Rename(item.expr, result.tags);
  for (const auto& [outer, tag] : result.tags) {
    const bool there = std::any_of(items.begin(), items.end(),
                                   [&](const NamedExpr& item) { return item.id == tag.column.id; });
    if (!there) items.push_back(PassOn(tag.column));
  }
  result.plan = std::make_shared<ProjectNode>(std::move(result.plan), std::move(items));
  return result;
}

DomainPushDown::Result DomainPushDown::PushAggregate(const PlanPtr& node,
                                                     const ColumnEqualities& equal) {
  const auto& aggregate = As<AggregateNode>(node);
  if (aggregate.keys().empty()) return PushUngrouped(aggregate);
  ColumnEqualities below = equal.Below(aggregate.keys());
  Result result = Push(aggregate.child(), below);
  std::vector<ExprPtr> expressions = Rename(aggregate.expressions(), result.tags);
  const PlanPtr renamed =
      aggregate.WithChildren({result.plan})->WithExpressions(std::move(expressions));
  std::vector<NamedExpr> keys = As<AggregateNode>(renamed).keys();
  AddTagKeys(keys, result.tags);
  result.plan = std::make_shared<AggregateNode>(result.plan, std::move(keys),
                                                As<AggregateNode>(renamed).calls());
  return result;
}

DomainPushDown::Result DomainPushDown::PushUngrouped(const AggregateNode& aggregate) {
  // Without keys there is a row for every domain value, empty groups too: the domain is joined to
  // the groups, and groups that are missing get the values of empty ones.
  Result below = Push(aggregate.child(), {});
  std::vector<ExprPtr> expressions = Rename(aggregate.expressions(), below.tags);
  const PlanPtr renamed =
      aggregate.WithChildren({below.plan})->WithExpressions(std::move(expressions));
  std::vector<NamedExpr> keys;
  AddTagKeys(keys, below.tags);
  EmptyGroupRepair repair(As<AggregateNode>(renamed).calls(), context_);
  PlanPtr groups = std::make_shared<AggregateNode>(below.plan, std::move(keys), repair.calls());
  Result result;
  PlanPtr domain = domain_.Use(outer_, result.tags);
  std::vector<NamedExpr> items;
  for (const auto& [outer, tag] : result.tags) items.push_back(PassOn(tag.column));
  PlanPtr joined = std::make_shared<JoinNode>(JoinKind::kLeft, std::move(domain), std::move(groups),
                                              SameTags(result.tags, below.tags));
  repair.AddItems(items);
  result.plan = std::make_shared<ProjectNode>(std::move(joined), std::move(items));
  return result;
}

DomainPushDown::Result DomainPushDown::PushSort(const PlanPtr& node,
                                                const ColumnEqualities& equal) {
  Result result = Push(node->child(), equal);
  result.plan =
      node->WithChildren({result.plan})->WithExpressions(Rename(node->expressions(), result.tags));
  return result;
}

DomainPushDown::Result DomainPushDown::PushLimit(const PlanPtr& node) {
  std::vector<SortKey> keys;
  std::optional<uint64_t> limit;
  uint64_t offset = 0;
  PlanPtr input = node->child();
  if (node->kind() == PlanKind::kTopN) {
    const auto& top = As<TopNNode>(node);
    keys = top.keys();
    limit = top.limit();
    offset = top.offset();
  } else {
    limit = As<LimitNode>(node).limit();
    offset = As<LimitNode>(node).offset();
    if (input->kind() == PlanKind::kSort) {
      keys = As<SortNode>(input).keys();
      input = input->child();
    } else if (input->kind() == PlanKind::kProject && input->child()->kind() == PlanKind::kSort) {
      // Limit over Project over Sort: the projection goes on top.
      const auto& project = As<ProjectNode>(input);
      const PlanPtr above = project.WithChildren({node->WithChildren({input->child()})});
      made_.push_back(above);
      return PushProject(above, {});
    }
  }
  Result result = Push(input, {});
  for (SortKey& key : keys) key.expr = Rename(key.expr, result.tags);
  std::vector<ExprPtr> partition;
  for (const auto& [outer, tag] : result.tags) partition.push_back(MakeColumn(tag.column));
  result.plan = std::make_shared<PartitionLimitNode>(result.plan, std::move(partition),
                                                     std::move(keys), limit, offset);
  return result;
}

DomainPushDown::Result DomainPushDown::PushWindow(const PlanPtr& node) {
  // Windows see the rows of one outer value only: its tags join the partition. Equalities above
  // pick rows after the window, so they say nothing of those below.
  const auto& window = As<WindowNode>(node);
  Result result = Push(window.child(), {});
  const PlanPtr renamed = window.WithChildren({result.plan})
                              ->WithExpressions(Rename(window.expressions(), result.tags));
  std::vector<ExprPtr> partition = As<WindowNode>(renamed).partition();
  for (const auto& [outer, tag] : result.tags) partition.push_back(MakeColumn(tag.column));
  result.plan = std::make_shared<WindowNode>(result.plan, std::move(partition),
                                             As<WindowNode>(renamed).order(),
                                             As<WindowNode>(renamed).calls());
  return result;
}

DomainPushDown::Result DomainPushDown::PushPartitionLimit(const PlanPtr& node) {
  const auto& limit = As<PartitionLimitNode>(node);
  Result result = Push(limit.child(), {});
  std::vector<ExprPtr> partition = Rename(limit.partition(), result.tags);
  for (const auto& [outer, tag] : result.tags) partition.push_back(MakeColumn(tag.column));
  std::vector<SortKey> keys = limit.keys();
  for (SortKey& key : keys) key.expr = Rename(key.expr, result.tags);
  result.plan = std::make_shared<PartitionLimitNode>(
      result.plan, std::move(partition), std::move(keys), limit.limit(), limit.offset());
  return result;
}

DomainPushDown::Result DomainPushDown::PushSetOperation(const PlanPtr& node,
                                                        const ColumnEqualities& equal) {
  const auto& set = As<SetOperationNode>(node);
  std::vector<PlanPtr> children;
  std::vector<std::vector<ColumnId>> inputs = set.inputs();
  std::vector<PlanColumn> columns = set.columns();
  Result result;
  for (const PlanColumn& outer : outer_) {
    const PlanColumn tag{context_.column_ids->Next(), outer.name, outer.type};
    result.tags[outer.id] = {tag, true};
    columns.push_back(tag);
  }
  for (size_t i = 0; i < set.children().size(); ++i) {
    Result child = Push(set.child(i), equal.Renamed(set.columns(), set.inputs()[i]));
    for (const PlanColumn& outer : outer_) {
      const OuterTag& tag = child.tags.at(outer.id);
      inputs[i].push_back(tag.column.id);
      result.tags[outer.id].never_null &= tag.never_null;
    }
    children.push_back(std::move(child.plan));
  }
  result.plan = std::make_shared<SetOperationNode>(set.operation(), set.all(), std::move(children),
                                                   std::move(inputs), std::move(columns));
  return result;
}

DomainPushDown::Result DomainPushDown::PushCte(const PlanPtr& node, const ColumnEqualities& equal) {
  const auto& cte = As<CteNode>(node);
  PlanPtr definition = cte.definition();
  if (UsesOuter(*definition)) {
    Result defined = Push(definition, {});
    definition = std::move(defined.plan);
    correlated_ctes_.emplace(cte.cte_id(), std::move(defined.tags));
  }
  Result result = Push(cte.body(), equal);
  result.plan = cte.WithChildren({std::move(definition), std::move(result.plan)});
  return result;
}

DomainPushDown::Result DomainPushDown::PushCteScan(const PlanPtr& node) {
  const auto& scan = As<CteScanNode>(node);
  std::vector<PlanColumn> columns = scan.columns();
  std::vector<ColumnId> definition_ids = scan.definition_ids();
  Result result;
  for (const auto& [outer, tag] : correlated_ctes_.at(scan.cte_id())) {
    const PlanColumn column{context_.column_ids->Next(), tag.column.name, tag.column.type};
    result.tags[outer] = {column, tag.never_null};
    columns.push_back(column);
    definition_ids.push_back(tag.column.id);
  }
  result.plan = std::make_shared<CteScanNode>(scan.cte_id(), scan.cte_name(), std::move(columns),
                                              std::move(definition_ids));
  return result;
}

PlanPtr DomainPushDown::FilterCorrelatedCtes(const PlanPtr& plan) {
  if (correlated_ctes_.empty()) return plan;
  return TransformPlan(plan, [&](PlanPtr node) -> PlanPtr {
    if (node->kind() != PlanKind::kCteScan ||
        !correlated_ctes_.contains(As<CteScanNode>(node).cte_id())) {
      return node;
    }
    Result tagged = PushCteScan(node);
    std::vector<ExprPtr> conditions;
    for (const PlanColumn& outer : outer_) {
      conditions.push_back(MakeCompare(
          CompareOp::kNotDistinct, MakeColumn(tagged.tags.at(outer.id).column), MakeColumn(outer)));
    }
    return std::make_shared<FilterNode>(std::move(tagged.plan), std::move(conditions));
  });
}

}  // namespace lakebolt
