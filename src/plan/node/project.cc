#include "io/free_later.h"
#include "plan/operators.h"

namespace lakebolt {

ProjectNode::ProjectNode(PlanPtr child, std::vector<NamedExpr> items)
    : PlanNode(PlanKind::kProject, {std::move(child)}), items_(std::move(items)) {
  columns_.reserve(items_.size());
  for (const NamedExpr& item : items_) {
    columns_.push_back({item.id, item.name, item.expr->type()});
  }
}

ProjectNode::~ProjectNode() {
  FreeLaterIfMany(items_);
}

PlanPtr ProjectNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<ProjectNode>(std::move(children[0]), items_);
}

std::vector<ExprPtr> ProjectNode::expressions() const {
  std::vector<ExprPtr> all;
  all.reserve(items_.size());
  for (const NamedExpr& item : items_) all.push_back(item.expr);
  return all;
}

PlanPtr ProjectNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  std::vector<NamedExpr> items = items_;
  for (size_t i = 0; i < items.size(); ++i) items[i].expr = std::move(expressions[i]);
  return std::make_shared<ProjectNode>(child(), std::move(items));
}

std::vector<std::string> ProjectNode::Details() const {
  std::vector<std::string> lines;
  for (const NamedExpr& item : items_) {
    std::string text = item.expr->ToString();
    if (text != item.name && !item.name.empty()) text = item.name + " := " + text;
    lines.push_back(std::move(text));
  }
  return lines;
}

}  // namespace lakebolt
