#include "sql/ast/children.h"

#include "sql/ast/window.h"

namespace lakebolt::sql {

namespace {

using Visit = std::function<void(const Expression&)>;

void VisitOne(const ExpressionPtr& child, const Visit& visit) {
  if (child) visit(*child);
}

void VisitAll(const std::vector<ExpressionPtr>& children, const Visit& visit) {
  for (const ExpressionPtr& child : children) VisitOne(child, visit);
}

void VisitOrder(const std::vector<OrderItem>& items, const Visit& visit) {
  for (const OrderItem& item : items) VisitOne(item.expression, visit);
}

void VisitWindow(const WindowSpec& window, const Visit& visit) {
  VisitAll(window.partition_by, visit);
  VisitOrder(window.order_by, visit);
  if (!window.frame) return;
  VisitOne(window.frame->start.offset, visit);
  VisitOne(window.frame->end.offset, visit);
}

void VisitCall(const FunctionCallExpression& call, const Visit& visit) {
  for (const FunctionArgument& argument : call.arguments) VisitOne(argument.value, visit);
  VisitOrder(call.order_by, visit);
  VisitOrder(call.within_group, visit);
  VisitOne(call.filter, visit);
  if (call.over) VisitWindow(*call.over, visit);
}

void VisitCase(const CaseExpression& node, const Visit& visit) {
  VisitOne(node.operand, visit);
  for (const CaseBranch& branch : node.branches) {
    VisitOne(branch.when, visit);
    VisitOne(branch.then, visit);
  }
  VisitOne(node.otherwise, visit);
}

/// Visits the nodes that test or combine operands; returns false for other kinds.
bool VisitPredicate(const Expression& node, const Visit& visit) {
  switch (node.kind) {
    case ExpressionKind::kLike: {
      const auto& like = As<LikeExpression>(node);
      VisitOne(like.value, visit);
      VisitOne(like.pattern, visit);
      VisitOne(like.escape, visit);
      return true;
    }
    case ExpressionKind::kIsNull: VisitOne(As<IsNullExpression>(node).operand, visit); return true;
    case ExpressionKind::kIsBoolean:
      VisitOne(As<IsBooleanExpression>(node).operand, visit);
      return true;
    case ExpressionKind::kBetween: {
      const auto& between = As<BetweenExpression>(node);
      VisitOne(between.operand, visit);
      VisitOne(between.low, visit);
      VisitOne(between.high, visit);
      return true;
    }
    case ExpressionKind::kInList:
      VisitOne(As<InListExpression>(node).operand, visit);
      VisitAll(As<InListExpression>(node).list, visit);
      return true;
    case ExpressionKind::kInSubquery:
      VisitOne(As<InSubqueryExpression>(node).operand, visit);
      return true;
    case ExpressionKind::kQuantified:
      VisitOne(As<QuantifiedExpression>(node).operand, visit);
      VisitOne(As<QuantifiedExpression>(node).array, visit);
      return true;
    default: return false;
  }
}

/// Visits the nodes that build or open nested values; returns false for other kinds.
bool VisitNested(const Expression& node, const Visit& visit) {
  switch (node.kind) {
    case ExpressionKind::kList: VisitAll(As<ListExpression>(node).elements, visit); return true;
    case ExpressionKind::kRow: VisitAll(As<RowExpression>(node).elements, visit); return true;
    case ExpressionKind::kStruct:
      for (const StructField& field : As<StructExpression>(node).fields) {
        VisitOne(field.value, visit);
      }
      return true;
    case ExpressionKind::kMap:
      for (const MapEntry& entry : As<MapExpression>(node).entries) {
        VisitOne(entry.key, visit);
        VisitOne(entry.value, visit);
      }
      return true;
    case ExpressionKind::kSubscript: {
      const auto& subscript = As<SubscriptExpression>(node);
      VisitOne(subscript.operand, visit);
      VisitOne(subscript.index, visit);
      VisitOne(subscript.high, visit);
      VisitOne(subscript.step, visit);
      return true;
    }
    case ExpressionKind::kFieldAccess:
      VisitOne(As<FieldAccessExpression>(node).operand, visit);
      return true;
    case ExpressionKind::kLambda: VisitOne(As<LambdaExpression>(node).body, visit); return true;
    default: return false;
  }
}

}  // namespace

void ForEachChild(const Expression& node, const Visit& visit) {
  if (VisitPredicate(node, visit) || VisitNested(node, visit)) return;
  switch (node.kind) {
    case ExpressionKind::kInterval: VisitOne(As<IntervalExpression>(node).value, visit); break;
    case ExpressionKind::kStar:
      for (const StarReplacement& item : As<StarExpression>(node).replace) {
        VisitOne(item.value, visit);
      }
      break;
    case ExpressionKind::kColumns: VisitOne(As<ColumnsExpression>(node).pattern, visit); break;
    case ExpressionKind::kUnary: VisitOne(As<UnaryExpression>(node).operand, visit); break;
    case ExpressionKind::kBinary:
      VisitOne(As<BinaryExpression>(node).left, visit);
      VisitOne(As<BinaryExpression>(node).right, visit);
      break;
    case ExpressionKind::kCase: VisitCase(As<CaseExpression>(node), visit); break;
    case ExpressionKind::kCast: VisitOne(As<CastExpression>(node).operand, visit); break;
    case ExpressionKind::kFunctionCall: VisitCall(As<FunctionCallExpression>(node), visit); break;
    case ExpressionKind::kCollate: VisitOne(As<CollateExpression>(node).operand, visit); break;
    case ExpressionKind::kAtTimeZone:
      VisitOne(As<AtTimeZoneExpression>(node).operand, visit);
      VisitOne(As<AtTimeZoneExpression>(node).zone, visit);
      break;
    default: break;  // leaves
  }
}

}  // namespace lakebolt::sql
