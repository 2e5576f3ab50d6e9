#include "plan/operators.h"

namespace lakebolt {

AggregateNode::AggregateNode(PlanPtr child, std::vector<NamedExpr> keys,
                             std::vector<AggregateCall> calls)
    : PlanNode(PlanKind::kAggregate, {std::move(child)}),
      keys_(std::move(keys)),
      calls_(std::move(calls)) {
  columns_.reserve(keys_.size() + calls_.size());
  for (const NamedExpr& key : keys_) columns_.push_back({key.id, key.name, key.expr->type()});
  for (const AggregateCall& call : calls_) columns_.push_back({call.id, call.name, call.type()});
}

PlanPtr AggregateNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<AggregateNode>(std::move(children[0]), keys_, calls_);
}

std::vector<ExprPtr> AggregateNode::expressions() const {
  std::vector<ExprPtr> all;
  for (const NamedExpr& key : keys_) all.push_back(key.expr);
  for (const AggregateCall& call : calls_) {
    all.insert(all.end(), call.arguments.begin(), call.arguments.end());
    if (call.filter) all.push_back(call.filter);
  }
  return all;
}

PlanPtr AggregateNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  std::vector<NamedExpr> keys = keys_;
  std::vector<AggregateCall> calls = calls_;
  size_t next = 0;
  for (NamedExpr& key : keys) key.expr = std::move(expressions[next++]);
  for (AggregateCall& call : calls) {
    for (ExprPtr& argument : call.arguments) argument = std::move(expressions[next++]);
    if (call.filter) call.filter = std::move(expressions[next++]);
  }
  return std::make_shared<AggregateNode>(child(), std::move(keys), std::move(calls));
}

namespace {

std::string CallText(const AggregateCall& call) {
  const BoundAggregate& function = *call.function;
  std::string text = function.name + "(";
  if (call.distinct) text += "DISTINCT ";
  // A merge takes one state, whatever the function's arguments.
  const bool merges = AggregateCall::TakesState(call.mode);
  const size_t keys =
      merges ? call.arguments.size() : call.arguments.size() - function.order.size();
  for (size_t i = 0; i < keys; ++i) text += (i > 0 ? ", " : "") + call.arguments[i]->ToString();
  for (const Value& constant : function.constants) text += ", " + constant.ToString();
  for (size_t i = keys; i < call.arguments.size(); ++i) {
    const KeyOrder& order = function.order[i - keys];
    text += (i == keys ? " ORDER BY " : ", ") + call.arguments[i]->ToString();
    if (order.descending) text += " DESC";
    if (order.nulls_first) text += " NULLS FIRST";
  }
  if (call.arguments.empty()) text += "*";
  text += ")";
  if (call.mode == AggregateCall::Mode::kPartial) text = "partial " + text;
  if (call.mode == AggregateCall::Mode::kMerge) text = "merge " + text;
  if (call.mode == AggregateCall::Mode::kCombine) text = "combine " + text;
  if (call.filter) text += " FILTER (WHERE " + call.filter->ToString() + ")";
  return text;
}

}  // namespace

std::vector<std::string> AggregateNode::Details() const {
  std::vector<std::string> lines;
  std::string keys;
  for (const NamedExpr& key : keys_) {
    if (!keys.empty()) keys += ", ";
    keys += key.expr->ToString();
  }
  if (!keys.empty()) lines.push_back("keys: " + keys);
  for (const AggregateCall& call : calls_) lines.push_back(CallText(call));
  return lines;
}

}  // namespace lakebolt
