#include "plan/operators.h"

namespace lakebolt {

std::string_view JoinKindName(JoinKind kind) {
  switch (kind) {
    case JoinKind::kInner: return "INNER";
    case JoinKind::kLeft: return "LEFT";
    case JoinKind::kRight: return "RIGHT";
    case JoinKind::kFull: return "FULL";
    case JoinKind::kSemi: return "SEMI";
    case JoinKind::kAnti: return "ANTI";
    case JoinKind::kMark: return "MARK";
    case JoinKind::kSingle: return "SINGLE";
  }
  return "?";
}

JoinNode::JoinNode(JoinKind join_kind, PlanPtr left, PlanPtr right, std::vector<ExprPtr> conditions,
                   bool dependent, MarkColumn mark)
    : PlanNode(PlanKind::kJoin, {std::move(left), std::move(right)}),
      join_kind_(join_kind),
      conditions_(std::move(conditions)),
      dependent_(dependent),
      mark_(std::move(mark)) {
  columns_ = child(0)->columns();
  switch (join_kind_) {
    case JoinKind::kSemi:
    case JoinKind::kAnti: break;
    case JoinKind::kMark: columns_.push_back(mark_); break;
    default:
      columns_.insert(columns_.end(), child(1)->columns().begin(), child(1)->columns().end());
  }
}

PlanPtr JoinNode::WithChildren(std::vector<PlanPtr> children) const {
  return std::make_shared<JoinNode>(join_kind_, std::move(children[0]), std::move(children[1]),
                                    conditions_, dependent_, mark_);
}

PlanPtr JoinNode::WithExpressions(std::vector<ExprPtr> expressions) const {
  return std::make_shared<JoinNode>(join_kind_, left(), right(), std::move(expressions), dependent_,
                                    mark_);
}

std::string JoinNode::Name() const {
  std::string name = join_kind_ == JoinKind::kInner && conditions_.empty()
                         ? "CROSS JOIN"
                         : std::string(JoinKindName(join_kind_)) + " JOIN";
  return dependent_ ? "DEPENDENT " + name : name;
}

std::vector<std::string> JoinNode::Details() const {
  std::vector<std::string> lines;
  for (const ExprPtr& condition : conditions_) lines.push_back(condition->ToString());
  return lines;
}

}  // namespace lakebolt
