#include "plan/row_operators.h"

namespace lakebolt {

namespace {

std::vector<PlanColumn> BothColumns(const PlanNode& left, const PlanNode& right) {
  std::vector<PlanColumn> columns = left.columns();
  columns.insert(columns.end(), right.columns().begin(), right.columns().end());
  return columns;
}

}  // namespace

PositionalJoinNode::PositionalJoinNode(PlanPtr left, PlanPtr right)
    : PlanNode(PlanKind::kPositionalJoin, {std::move(left), std::move(right)}),
      columns_(BothColumns(*child(0), *child(1))) {}

PlanPtr PositionalJoinNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<PositionalJoinNode>(std::move(children[0]), std::move(children[1]));
}

AsofJoinNode::AsofJoinNode(PlanPtr left, PlanPtr right, Spec spec)
    : PlanNode(PlanKind::kAsofJoin, {std::move(left), std::move(right)}),
      spec_(std::move(spec)),
      columns_(BothColumns(*child(0), *child(1))) {}

PlanPtr AsofJoinNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<AsofJoinNode>(std::move(children[0]), std::move(children[1]), spec_);
}

std::vector<ExprPtr> AsofJoinNode::expressions() const {
  std::vector<ExprPtr> all = spec_.left_keys;
  all.insert(all.end(), spec_.right_keys.begin(), spec_.right_keys.end());
  all.push_back(spec_.left_order);
  all.push_back(spec_.right_order);
  return all;
}

PlanPtr AsofJoinNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  Spec spec = spec_;
  const size_t keys = spec.left_keys.size();
  for (size_t i = 0; i < keys; ++i) {
    spec.left_keys[i] = std::move(expressions[i]);
    spec.right_keys[i] = std::move(expressions[keys + i]);
  }
  spec.left_order = std::move(expressions[2 * keys]);
  spec.right_order = std::move(expressions[2 * keys + 1]);
  return std::make_shared<AsofJoinNode>(left(), right(), std::move(spec));
}

std::string AsofJoinNode::Name() const {
  const char* kind = spec_.keeps_left ? (spec_.keeps_right ? "FULL " : "LEFT ")
                                      : (spec_.keeps_right ? "RIGHT " : "");
  return std::string("ASOF ") + kind + "JOIN";
}

std::vector<std::string> AsofJoinNode::Details() const {
  std::vector<std::string> lines;
  for (size_t i = 0; i < spec_.left_keys.size(); ++i) {
    lines.push_back(spec_.left_keys[i]->ToString() + " = " + spec_.right_keys[i]->ToString());
  }
  lines.push_back(spec_.left_order->ToString() + " " + std::string(CompareOpSql(spec_.op)) + " " +
                  spec_.right_order->ToString());
  return lines;
}

PlanPtr SampleNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<SampleNode>(std::move(children[0]), spec_);
}

std::vector<std::string> SampleNode::Details() const {
  std::vector<std::string> lines;
  switch (spec_.method) {
    case Method::kBernoulli: lines.emplace_back("bernoulli"); break;
    case Method::kSystem: lines.emplace_back("system"); break;
    case Method::kReservoir: lines.emplace_back("reservoir"); break;
  }
  lines.push_back(spec_.rows ? std::to_string(*spec_.rows) + " rows"
                             : std::to_string(spec_.percent) + " %");
  if (spec_.seed) lines.push_back("seed: " + std::to_string(*spec_.seed));
  return lines;
}

PlanPtr ComputedLimitNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<ComputedLimitNode>(std::move(children[0]), std::move(children[1]),
                                             percent_, ties_);
}

std::vector<ExprPtr> ComputedLimitNode::expressions() const {
  std::vector<ExprPtr> keys;
  for (const SortKey& key : ties_) keys.push_back(key.expr);
  return keys;
}

PlanPtr ComputedLimitNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  std::vector<SortKey> ties = ties_;
  for (size_t i = 0; i < ties.size(); ++i) ties[i].expr = std::move(expressions[i]);
  return std::make_shared<ComputedLimitNode>(child(), bounds(), percent_, std::move(ties));
}

std::vector<std::string> ComputedLimitNode::Details() const {
  std::vector<std::string> lines;
  if (percent_) lines.emplace_back("percent");
  if (!ties_.empty()) lines.emplace_back("with ties");
  return lines;
}

}  // namespace lakebolt
