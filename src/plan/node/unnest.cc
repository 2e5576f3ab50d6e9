#include "plan/unnest_node.h"

namespace lakebolt {

UnnestNode::UnnestNode(PlanPtr child, std::vector<NamedExpr> lists, PlanColumn ordinality,
                       bool keep_empty)
    : PlanNode(PlanKind::kUnnest, {std::move(child)}),
      lists_(std::move(lists)),
      ordinality_(std::move(ordinality)),
      keep_empty_(keep_empty),
      columns_(this->child()->columns()) {
  for (PlanColumn& column : MadeColumns()) columns_.push_back(std::move(column));
}

std::vector<PlanColumn> UnnestNode::MadeColumns() const {
  std::vector<PlanColumn> made;
  for (const NamedExpr& list : lists_) {
    made.push_back({list.id, list.name, list.expr->type().element()});
  }
  if (has_ordinality()) made.push_back(ordinality_);
  return made;
}

PlanPtr UnnestNode::WithMadeIds(const std::function<ColumnId(ColumnId)>& id_of) const {
  std::vector<NamedExpr> lists = lists_;
  for (NamedExpr& list : lists) list.id = id_of(list.id);
  PlanColumn ordinality = ordinality_;
  if (has_ordinality()) ordinality.id = id_of(ordinality.id);
  return std::make_shared<UnnestNode>(child(), std::move(lists), std::move(ordinality),
                                      keep_empty_);
}

PlanPtr UnnestNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<UnnestNode>(std::move(children[0]), lists_, ordinality_, keep_empty_);
}

std::vector<ExprPtr> UnnestNode::expressions() const {
  std::vector<ExprPtr> all;
  for (const NamedExpr& list : lists_) all.push_back(list.expr);
  return all;
}

PlanPtr UnnestNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  std::vector<NamedExpr> lists = lists_;
  for (size_t i = 0; i < lists.size(); ++i) lists[i].expr = std::move(expressions[i]);
  return std::make_shared<UnnestNode>(child(), std::move(lists), ordinality_, keep_empty_);
}

std::vector<std::string> UnnestNode::Details() const {
  std::vector<std::string> lines;
  for (const NamedExpr& list : lists_) lines.push_back(list.expr->ToString());
  if (keep_empty_) lines.emplace_back("keeps rows without elements");
  return lines;
}

}  // namespace lakebolt
