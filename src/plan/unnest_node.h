#pragma once

#include "plan/logical_plan.h"

namespace lakebolt {

/// Gives each row of its child once for each element of its lists, which stand side by side:
/// shorter ones are filled up with NULLs. Rows whose lists are all empty or NULL vanish, or with
/// `keep_empty` stay once. Columns: the child's, then the elements, then, if asked for, their
/// number from 1 (NULL where there is none).
class UnnestNode final : public PlanNode {
 public:
  /// Unnests `lists`, whose items become columns of their element types; `ordinality` has no id
  /// where it is not wanted.
  UnnestNode(PlanPtr child, std::vector<NamedExpr> lists, PlanColumn ordinality, bool keep_empty);

  const std::vector<NamedExpr>& lists() const { return lists_; }
  const PlanColumn& ordinality() const { return ordinality_; }
  bool has_ordinality() const { return ordinality_.id != kNoColumn; }
  bool keep_empty() const { return keep_empty_; }

  /// Returns the columns that the node makes, in order.
  std::vector<PlanColumn> MadeColumns() const;
  /// Returns the node with other numbers for these columns.
  PlanPtr WithMadeIds(const std::function<ColumnId(ColumnId)>& id_of) const;

  const std::vector<PlanColumn>& columns() const override { return columns_; }
  PlanPtr WithChildren(std::vector<PlanPtr> children) const override;
  std::vector<ExprPtr> expressions() const override;
  PlanPtr WithExpressions(std::vector<ExprPtr> expressions) const override;
  std::string Name() const override { return "UNNEST"; }
  std::vector<std::string> Details() const override;

 private:
  std::shared_ptr<PlanNode> Clone() const override { return std::make_shared<UnnestNode>(*this); }

  std::vector<NamedExpr> lists_;
  PlanColumn ordinality_;
  bool keep_empty_;
  std::vector<PlanColumn> columns_;
};

}  // namespace lakebolt
