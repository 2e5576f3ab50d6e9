#include "plan/recursive_cte.h"

namespace lakebolt {

RecursiveCteNode::RecursiveCteNode(uint32_t cte_id, std::string name, bool all, PlanPtr anchor,
                                   PlanPtr step, Inputs inputs, std::vector<PlanColumn> columns,
                                   Key key)
    : PlanNode(PlanKind::kRecursiveCte, {std::move(anchor), std::move(step)}),
      cte_id_(cte_id),
      name_(std::move(name)),
      all_(all),
      inputs_(std::move(inputs)),
      columns_(std::move(columns)),
      key_(std::move(key)) {}

PlanPtr RecursiveCteNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<RecursiveCteNode>(cte_id_, name_, all_, std::move(children[0]),
                                            std::move(children[1]), inputs_, columns_, key_);
}

PlanPtr RecursiveCteNode::WithColumns(Inputs inputs, std::vector<PlanColumn> columns) const {
  return std::make_shared<RecursiveCteNode>(cte_id_, name_, all_, anchor(), step(),
                                            std::move(inputs), std::move(columns), key_);
}

PlanPtr RecursiveCteNode::WithIds(uint32_t cte_id, uint32_t all_rows_id) const {
  Key key = key_;
  key.all_rows_id = all_rows_id;
  return std::make_shared<RecursiveCteNode>(cte_id, name_, all_, anchor(), step(), inputs_,
                                            columns_, std::move(key));
}

std::vector<std::string> RecursiveCteNode::Details() const {
  std::vector<std::string> lines = {name_ + (all_ ? ", UNION ALL" : ", UNION")};
  std::string keys;
  for (const uint32_t column : key_.columns) {
    keys += (keys.empty() ? "key: " : ", ") + columns_[column].name;
  }
  lines.push_back(std::move(keys));
  return lines;
}

}  // namespace lakebolt
