#include "plan/window.h"

#include <algorithm>

namespace lakebolt {

namespace {

using Kind = WindowBound::Kind;

std::string KeyText(const SortKey& key) {
  return key.expr->ToString() + (key.descending ? " DESC" : "") +
         (key.nulls_first ? " NULLS FIRST" : "");
}

std::string BoundText(const WindowBound& bound, bool is_start) {
  switch (bound.kind) {
    case Kind::kUnbounded: return is_start ? "UNBOUNDED PRECEDING" : "UNBOUNDED FOLLOWING";
    case Kind::kCurrentRow: return "CURRENT ROW";
    case Kind::kPreceding:
    case Kind::kFollowing: break;
  }
  const char* direction = bound.kind == Kind::kPreceding ? " PRECEDING" : " FOLLOWING";
  // Under RANGE the bound is a value, not a distance.
  return bound.key ? "value " + bound.value->ToString() : bound.value->ToString() + direction;
}

std::string FrameText(const WindowFrame& frame) {
  static constexpr const char* kUnits[] = {"ROWS", "RANGE", "GROUPS"};
  static constexpr const char* kExclusions[] = {"", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP",
                                                " EXCLUDE TIES"};
  return std::string(kUnits[static_cast<size_t>(frame.unit)]) + " BETWEEN " +
         BoundText(frame.start, true) + " AND " + BoundText(frame.end, false) +
         kExclusions[static_cast<size_t>(frame.exclusion)];
}

bool IsDefaultFrame(const WindowFrame& frame) {
  return frame.unit == WindowFrameUnit::kRange && frame.start.kind == Kind::kUnbounded &&
         frame.end.kind == Kind::kCurrentRow && frame.exclusion == WindowExclusion::kNoOthers;
}

std::string CallText(const WindowCall& call, size_t node_order) {
  std::string text = call.function ? call.function->name : call.aggregate->name;
  text += "(";
  if (call.distinct) text += "DISTINCT ";
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    if (i > 0) text += ", ";
    text += call.arguments[i]->ToString();
  }
  for (size_t i = 0; i < call.argument_order.size(); ++i) {
    text += (i == 0 ? " ORDER BY " : ", ") + KeyText(call.argument_order[i]);
  }
  if (call.ignore_nulls) text += " IGNORE NULLS";
  text += ")";
  if (call.filter) text += " FILTER (WHERE " + call.filter->ToString() + ")";
  if (!IsDefaultFrame(call.frame)) text += " " + FrameText(call.frame);
  if (call.order_size < node_order) text += " by " + std::to_string(call.order_size) + " keys";
  return text;
}

}  // namespace

bool WindowFrame::IsWholePartition(bool ordered) const {
  if (exclusion != WindowExclusion::kNoOthers) return false;
  // Without an order all rows are peers, so the current row of RANGE and GROUPS means them all.
  const bool peers_are_all = !ordered && unit != WindowFrameUnit::kRows;
  const auto is_edge = [&](const WindowBound& bound) {
    return bound.kind == Kind::kUnbounded || (peers_are_all && bound.kind == Kind::kCurrentRow);
  };
  return is_edge(start) && is_edge(end);
}

WindowNode::WindowNode(PlanPtr child, std::vector<ExprPtr> partition, std::vector<SortKey> order,
                       std::vector<WindowCall> calls, std::optional<Limit> limit)
    : PlanNode(PlanKind::kWindow, {std::move(child)}),
      partition_(std::move(partition)),
      order_(std::move(order)),
      calls_(std::move(calls)),
      limit_(limit),
      columns_(this->child()->columns()) {
  for (const WindowCall& call : calls_) columns_.push_back({call.id, call.name, call.type()});
}

PlanPtr WindowNode::WithCalls(std::vector<WindowCall> calls) const {
  return std::make_shared<WindowNode>(child(), partition_, order_, std::move(calls), limit_);
}

PlanPtr WindowNode::WithLimit(Limit limit) const {
  return std::make_shared<WindowNode>(child(), partition_, order_, calls_, limit);
}

PlanPtr WindowNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<WindowNode>(std::move(children[0]), partition_, order_, calls_, limit_);
}

std::vector<ExprPtr> WindowNode::expressions() const {
  std::vector<ExprPtr> all = partition_;
  for (const SortKey& key : order_) all.push_back(key.expr);
  for (const WindowCall& call : calls_) {
    VisitCallExpressions(call, [&](const ExprPtr& expr) { all.push_back(expr); });
  }
  return all;
}

PlanPtr WindowNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  size_t next = 0;
  std::vector<ExprPtr> partition = partition_;
  std::vector<SortKey> order = order_;
  std::vector<WindowCall> calls = calls_;
  for (ExprPtr& expr : partition) expr = std::move(expressions[next++]);
  for (SortKey& key : order) key.expr = std::move(expressions[next++]);
  for (WindowCall& call : calls) {
    VisitCallExpressions(call, [&](ExprPtr& expr) { expr = std::move(expressions[next++]); });
  }
  return std::make_shared<WindowNode>(child(), std::move(partition), std::move(order),
                                      std::move(calls), limit_);
}

std::vector<std::string> WindowNode::Details() const {
  std::string partition;
  for (const ExprPtr& expr : partition_) {
    partition += (partition.empty() ? "" : ", ") + expr->ToString();
  }
  std::string order;
  for (const SortKey& key : order_) order += (order.empty() ? "" : ", ") + KeyText(key);
  std::vector<std::string> lines;
  if (!partition.empty()) lines.push_back("partition: " + partition);
  if (!order.empty()) lines.push_back("order: " + order);
  for (const WindowCall& call : calls_) lines.push_back(CallText(call, order_.size()));
  if (limit_) lines.push_back("first " + std::to_string(limit_->rows) + " of each partition");
  return lines;
}

}  // namespace lakebolt
