#include <utility>

#include "plan/operators.h"

namespace lakebolt {

namespace {

std::vector<ExprPtr> KeyExpressions(const std::vector<SortKey>& keys) {
  std::vector<ExprPtr> all;
  all.reserve(keys.size());
  for (const SortKey& key : keys) all.push_back(key.expr);
  return all;
}

std::vector<SortKey> WithKeyExpressions(std::vector<SortKey> keys, std::vector<ExprPtr>& exprs,
                                        size_t first) {
  for (size_t i = 0; i < keys.size(); ++i) keys[i].expr = std::move(exprs[first + i]);
  return keys;
}

std::string KeysText(const std::vector<SortKey>& keys) {
  std::string text;
  for (const SortKey& key : keys) {
    if (!text.empty()) text += ", ";
    text += key.expr->ToString();
    text += key.descending ? " DESC" : "";
    text += key.nulls_first ? " NULLS FIRST" : "";
  }
  return text;
}

std::string LimitText(std::optional<uint64_t> limit, uint64_t offset) {
  std::string text;
  if (limit) text = "limit: " + std::to_string(*limit);
  if (offset > 0) text += (text.empty() ? "offset: " : ", offset: ") + std::to_string(offset);
  return text;
}

}  // namespace

PlanPtr SortNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<SortNode>(std::move(children[0]), keys_);
}

std::vector<ExprPtr> SortNode::expressions() const {
  return KeyExpressions(keys_);
}

PlanPtr SortNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  return std::make_shared<SortNode>(child(), WithKeyExpressions(keys_, expressions, 0));
}

std::vector<std::string> SortNode::Details() const {
  return {KeysText(keys_)};
}

PlanPtr LimitNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<LimitNode>(std::move(children[0]), limit_, offset_);
}

std::vector<std::string> LimitNode::Details() const {
  return {LimitText(limit_, offset_)};
}

PlanPtr TopNNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<TopNNode>(std::move(children[0]), keys_, limit_, offset_);
}

std::vector<ExprPtr> TopNNode::expressions() const {
  return KeyExpressions(keys_);
}

PlanPtr TopNNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  return std::make_shared<TopNNode>(child(), WithKeyExpressions(keys_, expressions, 0), limit_,
                                    offset_);
}

std::vector<std::string> TopNNode::Details() const {
  return {KeysText(keys_), LimitText(limit_, offset_)};
}

PlanPtr PartitionLimitNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<PartitionLimitNode>(std::move(children[0]), partition_, keys_, limit_,
                                              offset_);
}

std::vector<ExprPtr> PartitionLimitNode::expressions() const {
  std::vector<ExprPtr> all = partition_;
  for (const SortKey& key : keys_) all.push_back(key.expr);
  return all;
}

PlanPtr PartitionLimitNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  std::vector<SortKey> keys = WithKeyExpressions(keys_, expressions, partition_.size());
  expressions.resize(partition_.size());
  return std::make_shared<PartitionLimitNode>(child(), std::move(expressions), std::move(keys),
                                              limit_, offset_);
}

std::vector<std::string> PartitionLimitNode::Details() const {
  std::string partition;
  for (const ExprPtr& expr : partition_) {
    if (!partition.empty()) partition += ", ";
    partition += expr->ToString();
  }
  std::vector<std::string> lines;
  if (!partition.empty()) lines.push_back("partition: " + partition);
  if (!keys_.empty()) lines.push_back("order: " + KeysText(keys_));
  lines.push_back(LimitText(limit_, offset_));
  return lines;
}

}  // namespace lakebolt
