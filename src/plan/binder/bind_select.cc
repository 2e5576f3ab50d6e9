#include <algorithm>

#include "plan/binder/collation.h"
#include "plan/binder/distinct.h"
#include "plan/binder/from_binder.h"
#include "plan/binder/group_rewriter.h"
#include "plan/binder/projection.h"
#include "plan/binder/sample.h"
#include "plan/binder/select_binder.h"
#include "plan/binder/unnest_lists.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"

namespace lakebolt {

void SelectBinder::BindFrom(const sql::Select& select) {
  if (!select.from) {
    plan_ = std::make_shared<ValuesNode>(std::vector<PlanColumn>{},
                                         std::vector<std::vector<ExprPtr>>(1));
    return;
  }
  const ClauseGuard guard(level_, Clause::kFrom);
  FromBinder binder(state_, level_.outer, level_.ctes);
  const auto& groups = select.group_by.elements;
  if (std::any_of(groups.begin(), groups.end(), [](const sql::GroupingElement& element) {
        return element.kind != sql::GroupingKind::kExpression;
      })) {
    binder.KeepColumnsApart();
  }
  BoundFrom from = binder.Bind(*select.from);
  plan_ = std::move(from.plan);
  if (select.sample) plan_ = PlanSample(std::move(plan_), *select.sample, state_);
  scope_ = std::move(from.scope);
}

void SelectBinder::NameWindows(const sql::Select& select) {
  for (const sql::NamedWindow& window : select.windows) {
    // A window is built on one that is named before it.
    const auto& base = window.spec.base_name;
    if (base && !level_.windows_by_name.contains(FoldName(base->text))) {
      throw UserError(ErrorCode::kInvalidQuery, "window \"" + base->text + "\" does not exist",
                      state_.Where(base->range), "name it before \"" + window.name.text + "\"");
    }
    if (level_.windows_by_name.emplace(FoldName(window.name.text), &window.spec).second) continue;
    throw UserError(ErrorCode::kInvalidQuery,
                    "window \"" + window.name.text + "\" is defined twice",
                    state_.Where(window.name.range));
  }
}

void SelectBinder::BindQualify(const sql::Select& select) {
  if (!select.qualify) return;
  const ClauseGuard guard(level_, Clause::kQualify);
  qualify_ = ExpressionBinder(state_, level_).BindConjuncts(*select.qualify, "QUALIFY");
  if (!level_.windows().empty()) return;
  throw UserError(ErrorCode::kInvalidQuery,
                  "QUALIFY needs a window function, there or in the select list",
                  state_.Where(select.qualify->range), "other conditions go into WHERE or HAVING");
}

BoundQuery SelectBinder::Bind(const sql::Select& select, const QueryTail& tail) {
  BindFrom(select);
  AddTimeWindow(select);
  NameWindows(select);
  BindItems(select);
  if (select.where) {
    const ClauseGuard guard(level_, Clause::kWhere);
    auto conjuncts = ExpressionBinder(state_, level_).BindConjuncts(*select.where, "WHERE");
    plan_ = std::make_shared<FilterNode>(std::move(plan_), std::move(conjuncts));
  }
  BindGroupBy(select.group_by);
  if (has_group_by_ || select.having || !level_.aggregates().empty()) {
    level_.grouped.emplace();
    for (const NamedExpr& key : keys_) CollectColumns(*key.expr, *level_.grouped);
  }
  if (select.having) {
    const ClauseGuard guard(level_, Clause::kHaving);
    having_ = ExpressionBinder(state_, level_).BindConjuncts(*select.having, "HAVING");
  }
  OrderBinder order_binder(state_, level_, outputs_);
  for (const auto& term : select.distinct_on) {
    distinct_on_.push_back(CollationKey(order_binder.BindTerm(*term, Clause::kDistinctOn), state_));
  }
  order_ = order_binder.BindOrderBy(tail);
  BindQualify(select);
  if (has_group_by_ || select.having || !level_.aggregates().empty() ||
      !level_.groupings().empty()) {
    Aggregate();
  }
  if (!having_.empty()) plan_ = std::make_shared<FilterNode>(std::move(plan_), std::move(having_));
  if (!level_.windows().empty()) plan_ = PlanWindows(std::move(plan_), level_.windows());
  if (!qualify_.empty()) {
    plan_ = std::make_shared<FilterNode>(std::move(plan_), std::move(qualify_));
  }
  return Finish(select, tail);
}

BoundQuery SelectBinder::Finish(const sql::Select& select, const QueryTail& tail) {
  if (!level_.unnests.empty()) plan_ = UnnestLists(std::move(plan_), level_.unnests);
  BoundQuery result;
  ProjectionBuilder projection(*plan_, state_.column_ids());
  for (const NamedValue& output : outputs_) {
    result.columns.push_back(projection.Add(output.expr, output.name));
    result.names.push_back(output.name);
    result.types.push_back(output.expr->type());
  }
  const size_t visible = projection.size();
  const bool plain_distinct = select.distinct && select.distinct_on.empty();
  std::vector<CollatedColumn> collated;
  if (plain_distinct) {
    std::vector<ExprPtr> values;
    for (const NamedValue& output : outputs_) values.push_back(output.expr);
    collated = CollatedColumnsOf(result, values, state_);
  }
  std::vector<SortKey> keys;
  bool computed_later = false;  // from what DISTINCT leaves
  for (const SortKey& key : order_) {
    if (const CollatedColumn* column = FindByKey(collated, key.expr)) {
      keys.push_back(
          {std::make_shared<ColumnExpr>(column->key.id, column->key.name, key.expr->type()),
           key.descending, key.nulls_first});
      continue;
    }
    if (plain_distinct && projection.Find(key.expr) == kNoColumn) {
      computed_later = true;
      keys.push_back(key);
      continue;
    }
    const ColumnId id = projection.Add(key.expr, key.expr->ToString());
    keys.push_back({projection.Reference(id), key.descending, key.nulls_first});
  }
  std::vector<ExprPtr> partition;
  for (const ExprPtr& expr : distinct_on_) {
    partition.push_back(projection.Reference(projection.Add(expr, expr->ToString())));
  }
  const PlanPtr input = plan_;
  PlanPtr plan = projection.Build(std::move(plan_));
  if (plain_distinct) {
    plan = PlanDistinct(std::move(plan), collated, result, state_);
    if (computed_later) plan = AddDistinctKeys(std::move(plan), *input, result, keys);
  } else if (!partition.empty()) {
    plan = std::make_shared<PartitionLimitNode>(std::move(plan), std::move(partition), keys, 1, 0);
  }
  if (!keys.empty()) plan = std::make_shared<SortNode>(std::move(plan), std::move(keys));
  plan = ApplyLimit(std::move(plan), tail);
  result.plan = collated.empty() && !computed_later ? projection.KeepFirst(std::move(plan), visible)
                                                    : KeepColumnsOf(std::move(plan), result);
  return result;
}

PlanPtr SelectBinder::AddDistinctKeys(PlanPtr plan, const PlanNode& input, const BoundQuery& query,
                                      std::vector<SortKey>& keys) {
  std::vector<NamedExpr> columns;
  for (size_t i = 0; i < outputs_.size(); ++i) {
    columns.push_back({query.columns[i], outputs_[i].name, outputs_[i].expr});
  }
  GroupRewriter rewriter(input, columns, {}, {});
  rewriter.TakeBareColumns([](const ExprPtr& column) -> ExprPtr {
    throw UserError(ErrorCode::kInvalidQuery,
                    "with DISTINCT, ORDER BY can use only what stands in the select list",
                    column->range());
  });
  ProjectionBuilder projection(*plan, state_.column_ids());
  for (const PlanColumn& column : plan->columns()) {
    projection.Add(ReferenceTo(column), column.name);
  }
  for (SortKey& key : keys) {
    const ExprPtr value = rewriter.Rewrite(key.expr);
    key.expr = projection.Reference(projection.Add(value, key.expr->ToString()));
  }
  return projection.Build(std::move(plan));
}

}  // namespace lakebolt
