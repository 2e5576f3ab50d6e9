#include <unordered_map>
#include <unordered_set>

#include "optimizer/optimizer.h"
#include "plan/explain.h"
#include "plan/operators.h"
#include "plan/plan_rewrite.h"
#include "plan/recursive_cte.h"
#include "plan/subquery_expression.h"
#include "plan/unnest_node.h"

namespace lakebolt {

namespace {

/// Maps the columns that an expression may use to their types.
using Scope = std::unordered_map<ColumnId, LogicalType>;

/// Walks a plan with the columns that its nodes may use: those of children, and, where a join is
/// dependent or a subquery stands in an expression, those of enclosing inputs.
class PlanVerifier {
 public:
  PlanVerifier(const PlanNode& root, const std::string& after) : root_(root), after_(after) {}

  void Run() { Verify(root_, {}); }

 private:
  [[noreturn]] void Fail(const PlanNode& node, const std::string& what) const {
    throw InternalError("after " + after_ + ", " + node.Name() + ": " + what + "\n" +
                        ExplainPlan(root_));
  }

  static void AddColumns(const PlanNode& node, Scope& scope) {
    for (const PlanColumn& column : node.columns()) scope[column.id] = column.type;
  }

  void VerifyColumn(const PlanNode& node, const ColumnExpr& column, const Scope& scope) const {
    const auto found = scope.find(column.id());
    if (found == scope.end()) {
      Fail(node, "no column #" + std::to_string(column.id()) + " (" + column.name() + ") below");
    }
    if (found->second != column.type()) {
      Fail(node, "column #" + std::to_string(column.id()) + " (" + column.name() + ") is " +
                     found->second.ToString() + ", not " + column.type().ToString());
    }
  }

  void VerifyExpr(const PlanNode& node, const Expr& whole, const Scope& scope) {
    VisitExpr(whole, [&](const Expr& expr) {
      VerifyExprNode(node, expr, scope);
      return true;
    });
  }

  void VerifyExprNode(const PlanNode& node, const Expr& expr, const Scope& scope) {
    switch (expr.kind()) {
      case ExprKind::kColumn: VerifyColumn(node, As<ColumnExpr>(expr), scope); break;
      case ExprKind::kInput: Fail(node, "a position in a logical plan");
      case ExprKind::kSubquery: VerifySubquery(*As<SubqueryExpr>(expr).plan(), scope); break;
      case ExprKind::kCompare:
      case ExprKind::kIn:
        for (const ExprPtr& child : expr.children()) {
          if (child->type() != expr.child(0)->type()) {
            Fail(node, "types differ in " + expr.ToString());
          }
        }
        break;
      case ExprKind::kConjunction:
      case ExprKind::kNot:
        for (const ExprPtr& child : expr.children()) RequireBoolean(node, *child);
        break;
      default: break;
    }
  }

  /// An expression may hold a subquery more than once (NULLIF does): it is looked at once.
  void VerifySubquery(const PlanNode& plan, const Scope& scope) {
    if (plan.columns().empty() || subqueries_.insert(plan.columns().front().id).second) {
      Verify(plan, scope);
    }
  }

  void RequireBoolean(const PlanNode& node, const Expr& expr) const {
    const TypeId type = expr.type().id();
    if (type != TypeId::kBoolean && type != TypeId::kNull) {
      Fail(node, "condition is not boolean: " + expr.ToString());
    }
  }

  void Make(const PlanNode& node, ColumnId id) {
    if (!made_.insert(id).second) Fail(node, "makes #" + std::to_string(id) + " a second time");
  }

  void MakeItems(const PlanNode& node, const std::vector<NamedExpr>& items) {
    for (const NamedExpr& item : items) {
      if (!IsPassedOn(item)) Make(node, item.id);
    }
  }

  /// Notes the columns that the node makes; none may have been made elsewhere.
  void VerifyMade(const PlanNode& node) {
    switch (node.kind()) {
      case PlanKind::kScan:
        for (const auto& column : As<ScanNode>(node).scan_columns()) Make(node, column.column.id);
        break;
      case PlanKind::kValues:
      case PlanKind::kSetOperation:
      case PlanKind::kCteScan:
      case PlanKind::kRecursiveCte:
        for (const PlanColumn& column : node.columns()) Make(node, column.id);
        break;
      case PlanKind::kProject: MakeItems(node, As<ProjectNode>(node).items()); break;
      case PlanKind::kAggregate:
        MakeItems(node, As<AggregateNode>(node).keys());
        for (const AggregateCall& call : As<AggregateNode>(node).calls()) Make(node, call.id);
        break;
      case PlanKind::kWindow:
        for (const WindowCall& call : As<WindowNode>(node).calls()) Make(node, call.id);
        break;
      case PlanKind::kJoin:
        if (As<JoinNode>(node).join_kind() == JoinKind::kMark) {
          Make(node, As<JoinNode>(node).mark().id);
        }
        break;
      case PlanKind::kUnnest:
        for (const PlanColumn& column : As<UnnestNode>(node).MadeColumns()) Make(node, column.id);
        break;
      default: break;
    }
  }

  /// Checks that `ids` of a child fit the columns that the node makes of them.
  void VerifyInput(const PlanNode& node, const PlanNode& child,
                   const std::vector<ColumnId>& ids) const {
    Scope scope;
    AddColumns(child, scope);
    if (ids.size() != node.columns().size()) Fail(node, "widths differ");
    for (size_t c = 0; c < ids.size(); ++c) {
      const auto found = scope.find(ids[c]);
      if (found == scope.end()) Fail(node, "input column is missing below");
      if (found->second != node.columns()[c].type) Fail(node, "input types differ");
    }
  }

  void VerifySetOperation(const SetOperationNode& node) const {
    if (node.inputs().size() != node.children().size()) Fail(node, "inputs and children differ");
    for (size_t i = 0; i < node.children().size(); ++i) {
      VerifyInput(node, *node.child(i), node.inputs()[i]);
    }
  }

  void VerifyCteScan(const CteScanNode& scan) const {
    const auto found = ctes_.find(scan.cte_id());
    if (found == ctes_.end()) Fail(scan, "no CTE " + std::to_string(scan.cte_id()));
    if (scan.columns().size() != scan.definition_ids().size()) Fail(scan, "widths differ");
    for (size_t i = 0; i < scan.columns().size(); ++i) {
      const auto column = found->second.find(scan.definition_ids()[i]);
      if (column == found->second.end()) Fail(scan, "column missing in " + scan.cte_name());
      if (column->second != scan.columns()[i].type) Fail(scan, "type differs in definition");
    }
  }

  void VerifyChildren(const PlanNode& node, const Scope& outer) {
    if (node.kind() == PlanKind::kCte) {
      const auto& cte = As<CteNode>(node);
      Verify(*cte.definition(), outer);
      Scope definition;
      AddColumns(*cte.definition(), definition);
      ctes_[cte.cte_id()] = std::move(definition);
      Verify(*cte.body(), outer);
      return;
    }
    if (node.kind() == PlanKind::kRecursiveCte) {
      const auto& cte = As<RecursiveCteNode>(node);
      Verify(*cte.anchor(), outer);
      Scope rows;
      AddColumns(cte, rows);
      ctes_[cte.cte_id()] = rows;
      ctes_[cte.key().all_rows_id] = std::move(rows);
      Verify(*cte.step(), outer);
      if (!cte.key().columns.empty()) return;
      VerifyInput(cte, *cte.anchor(), cte.inputs().anchor);
      VerifyInput(cte, *cte.step(), cte.inputs().step);
      return;
    }
    if (node.kind() == PlanKind::kJoin && As<JoinNode>(node).dependent()) {
      Scope inner = outer;
      AddColumns(*node.child(0), inner);
      Verify(*node.child(0), outer);
      Verify(*node.child(1), inner);
      return;
    }
    for (const PlanPtr& child : node.children()) Verify(*child, outer);
  }

  void Verify(const PlanNode& node, const Scope& outer) {
    VerifyChildren(node, outer);
    VerifyMade(node);
    Scope scope = outer;
    for (const PlanPtr& child : node.children()) AddColumns(*child, scope);
    if (node.kind() == PlanKind::kScan) {
      for (const auto& column : As<ScanNode>(node).scan_columns()) {
        scope[column.column.id] = column.column.type;
      }
    }
    for (const ExprPtr& expr : node.expressions()) VerifyExpr(node, *expr, scope);
    if (node.kind() == PlanKind::kFilter || node.kind() == PlanKind::kJoin) {
      for (const ExprPtr& expr : node.expressions()) RequireBoolean(node, *expr);
    }
    if (node.kind() == PlanKind::kSetOperation) VerifySetOperation(As<SetOperationNode>(node));
    if (node.kind() == PlanKind::kCteScan) VerifyCteScan(As<CteScanNode>(node));
    std::unordered_set<ColumnId> seen;
    for (const PlanColumn& column : node.columns()) {
      // The root may give a column twice (SELECT a, a); inside a plan that would be a mistake.
      if (!seen.insert(column.id).second && &node != &root_) {
        Fail(node, "gives #" + std::to_string(column.id) + " twice");
      }
    }
  }

  const PlanNode& root_;
  const std::string& after_;
  std::unordered_set<ColumnId> made_;
  std::unordered_set<ColumnId> subqueries_;  // by their first column
  std::unordered_map<uint32_t, Scope> ctes_;
};

}  // namespace

void VerifyPlan(const PlanNode& plan, const std::string& after) {
  PlanVerifier(plan, after).Run();
}

}  // namespace lakebolt
