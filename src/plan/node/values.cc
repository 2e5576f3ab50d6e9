#include "io/free_later.h"
#include "plan/operators.h"

namespace lakebolt {

ValuesNode::~ValuesNode() {
  FreeLaterIfMany(rows_);
}

PlanPtr ValuesNode::WithChildren(std::vector<PlanPtr> children) const {
  (void)children;
  return shared_from_this();
}

std::vector<ExprPtr> ValuesNode::expressions() const {
  std::vector<ExprPtr> all;
  for (const auto& row : rows_) all.insert(all.end(), row.begin(), row.end());
  return all;
}

PlanPtr ValuesNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  std::vector<std::vector<ExprPtr>> rows = rows_;
  size_t next = 0;
  for (auto& row : rows) {
    for (ExprPtr& value : row) value = std::move(expressions[next++]);
  }
  return std::make_shared<ValuesNode>(columns_, std::move(rows));
}

std::vector<std::string> ValuesNode::Details() const {
  return {std::to_string(rows_.size()) + (rows_.size() == 1 ? " row" : " rows")};
}

}  // namespace lakebolt
