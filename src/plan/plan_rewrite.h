#pragma once

#include <functional>
#include <unordered_map>

#include "plan/column_set.h"
#include "plan/logical_plan.h"

namespace lakebolt {

using ColumnMap = std::unordered_map<ColumnId, ColumnId>;

/// Collects the columns an expression refers to, those inside subqueries' plans included.
void CollectColumns(const Expr& expr, ColumnSet& out);
/// Tells whether an expression refers to no columns but these, as constants do.
bool IsWithin(const Expr& expr, const ColumnSet& columns);
/// Tells whether an expression refers to columns, and to none but these.
bool IsMadeOf(const Expr& expr, const ColumnSet& columns);
/// Returns the columns that `node` gives.
ColumnSet OutputColumns(const PlanNode& node);
/// Adds the columns that the node itself makes.
void AddMadeColumns(const PlanNode& node, ColumnSet& made);
/// Returns the columns that the plan refers to but does not make itself: its outer references.
ColumnSet FreeColumns(const PlanNode& node);

/// Replaces columns in an expression by others of the same type.
ExprPtr RenameColumns(const ExprPtr& expr, const ColumnMap& map);
/// Replaces columns in an expression by expressions of the same type.
ExprPtr SubstituteColumns(const ExprPtr& expr,
                          const std::unordered_map<ColumnId, ExprPtr>& replacements);

/// Rewrites the children of the node; the same node when none changes.
PlanPtr MapChildren(const PlanPtr& node, const std::function<PlanPtr(const PlanPtr&)>& rewrite);

/// Rewrites a plan bottom-up, like TransformExpr (subqueries' plans are not entered).
PlanPtr TransformPlan(const PlanPtr& plan, const std::function<PlanPtr(PlanPtr)>& rewrite);

/// Rewrites every expression of the node itself; the same node when none changes.
PlanPtr MapExpressions(const PlanPtr& node, const std::function<ExprPtr(const ExprPtr&)>& rewrite);

/// Replaces nodes, by address, from the top down.
PlanPtr ReplaceNodes(const PlanPtr& plan, const std::unordered_map<const PlanNode*, PlanPtr>& by);

/// Makes a reference to a column of a node.
ExprPtr MakeColumn(const PlanColumn& column);
/// Makes the item that passes a column on under its own id.
NamedExpr PassOn(const PlanColumn& column);
/// Returns the plan with exactly these columns in this order, by a projection where it gives
/// others.
PlanPtr WithColumns(PlanPtr plan, const std::vector<PlanColumn>& columns);
/// Tells whether an item (or group key) passes a column on under its own id.
bool IsPassedOn(const NamedExpr& item);

}  // namespace lakebolt
