#include "plan/binder/projection.h"

#include "plan/binder/binder.h"
#include "plan/operators.h"

namespace lakebolt {

ExprPtr ReferenceTo(const PlanColumn& column) {
  return std::make_shared<ColumnExpr>(column.id, column.name, column.type);
}

ProjectionBuilder::ProjectionBuilder(const PlanNode& child, ColumnIds& ids) : ids_(ids) {
  child_columns_.reserve(child.columns().size());
  for (const PlanColumn& column : child.columns()) child_columns_.insert(column.id);
}

ColumnId ProjectionBuilder::Find(const ExprPtr& expr) const {
  if (expr->kind() == ExprKind::kColumn) {
    const ColumnId id = As<ColumnExpr>(expr).id();
    if (by_id_.contains(id)) return id;
    if (child_columns_.contains(id)) return kNoColumn;
  }
  const auto [begin, end] = by_hash_.equal_range(expr->Hash());
  for (auto item = begin; item != end; ++item) {
    if (items_[item->second].expr->Equals(*expr)) return items_[item->second].id;
  }
  return kNoColumn;
}

ColumnId ProjectionBuilder::Add(const ExprPtr& expr, const std::string& name) {
  const bool is_volatile = IsVolatile(*expr);
  const ColumnId known = is_volatile ? kNoColumn : Find(expr);
  if (known != kNoColumn) return known;
  const bool passes_on =
      expr->kind() == ExprKind::kColumn && child_columns_.contains(As<ColumnExpr>(expr).id());
  const ColumnId id = passes_on ? As<ColumnExpr>(expr).id() : ids_.Next();
  if (!passes_on && !is_volatile) by_hash_.emplace(expr->Hash(), items_.size());
  by_id_.emplace(id, items_.size());
  items_.push_back({id, name, expr});
  return id;
}

ExprPtr ProjectionBuilder::Reference(ColumnId id) const {
  const NamedExpr& item = items_[by_id_.at(id)];
  return std::make_shared<ColumnExpr>(id, item.name, item.expr->type(), item.expr->range());
}

PlanPtr ProjectionBuilder::Build(PlanPtr child) const {
  const std::vector<PlanColumn>& columns = child->columns();
  bool same = columns.size() == items_.size();
  for (size_t i = 0; i < columns.size() && same; ++i) same = columns[i].id == items_[i].id;
  if (same) return child;
  return std::make_shared<ProjectNode>(std::move(child), items_);
}

PlanPtr ProjectionBuilder::KeepFirst(PlanPtr plan, size_t count) const {
  if (count == items_.size()) return plan;
  std::vector<NamedExpr> kept;
  for (size_t i = 0; i < count; ++i) {
    kept.push_back({items_[i].id, items_[i].name, Reference(items_[i].id)});
  }
  return std::make_shared<ProjectNode>(std::move(plan), std::move(kept));
}

PlanPtr PlanWithDistinctColumns(BoundQuery& query, ColumnIds& ids) {
  std::unordered_set<ColumnId> seen;
  std::vector<NamedExpr> items;
  bool repeats = false;
  for (size_t i = 0; i < query.columns.size(); ++i) {
    const ColumnId source = query.columns[i];
    if (!seen.insert(source).second) {
      query.columns[i] = ids.Next();
      repeats = true;
    }
    items.push_back({query.columns[i], query.names[i],
                     std::make_shared<ColumnExpr>(source, query.names[i], query.types[i])});
  }
  if (repeats) query.plan = std::make_shared<ProjectNode>(query.plan, std::move(items));
  return query.plan;
}

}  // namespace lakebolt
