#pragma once

#include <string>
#include <vector>

#include "sql/ast/query.h"
#include "sql/precedence.h"

namespace lakebolt::sql {

/// Writes syntax trees as SQL text with as few parentheses as keep the tree. Left-deep chains are
/// written by loops. Its methods are spread over formatter_expression.cc, formatter_call.cc and
/// formatter_query.cc.
class SqlWriter {
 public:
  /// Writes `node`, in parentheses when it binds looser than `loosest`.
  void Write(const Expression& node, Precedence loosest = Precedence::kLowest);
  void Write(const Query& query);
  void Write(const TypeName& type);
  void WriteWindow(const WindowSpec& window);
  void WriteOrderBy(const std::vector<OrderItem>& items);

  std::string Take() { return std::move(out_); }

 private:
  void WriteNode(const Expression& node);
  void WriteLiteral(const LiteralExpression& node);
  void WriteInterval(const IntervalExpression& node);
  void WriteStar(const StarExpression& node);
  void WriteColumns(const ColumnsExpression& node);
  void WriteParameter(const ParameterExpression& node);
  void WriteUnary(const UnaryExpression& node);
  void WriteBinary(const BinaryExpression& node);
  void WriteLike(const LikeExpression& node);
  void WriteIsBoolean(const IsBooleanExpression& node);
  void WriteBetween(const BetweenExpression& node);
  void WriteInList(const InListExpression& node);
  void WriteInSubquery(const InSubqueryExpression& node);
  void WriteQuantified(const QuantifiedExpression& node);
  void WriteCase(const CaseExpression& node);
  void WriteCast(const CastExpression& node);
  void WriteSubscript(const SubscriptExpression& node);
  void WriteFieldAccess(const FieldAccessExpression& node);
  void WriteStruct(const StructExpression& node);
  void WriteMap(const MapExpression& node);
  void WriteRow(const RowExpression& node);
  bool WritePredicate(const Expression& node);

  void WriteCall(const FunctionCallExpression& node);
  void WriteArgument(const Expression& value);
  void WriteLambda(const LambdaExpression& node);
  void WriteFrame(const WindowFrame& frame);
  void WriteFrameBound(const FrameBound& bound);

  void WriteBody(const QueryBody& body);
  void WriteOperand(const QueryBody& body, bool parenthesize);
  void WriteSetOperations(const SetOperation& top);
  void WriteSelect(const Select& select);
  void WriteSelectList(const Select& select);
  void WriteGroupBy(const GroupBy& group_by);
  void WriteGrouping(const GroupingElement& element);
  void WriteValues(const Values& values);
  void WriteSample(const SampleClause& sample);
  void WritePivotItems(const std::vector<PivotItem>& items);
  void WritePivotColumn(const PivotColumn& column);
  void WritePivot(const PivotRef& pivot);
  void WriteUnpivot(const UnpivotRef& unpivot);
  void WriteTable(const TableRef& ref);
  void WriteJoins(const JoinRef& top);
  void WriteJoinWords(const JoinRef& join);
  void WriteCte(const CommonTableExpression& cte);

  void WriteName(const QualifiedName& name);
  void WriteLabels(const std::vector<Identifier>& labels);
  void WriteNames(const std::vector<Identifier>& names);  ///< in parentheses
  void WriteList(const std::vector<ExpressionPtr>& nodes);
  void WriteSubquery(const Query& query);  ///< in parentheses

  std::string out_;
};

/// Writes one name with the quotes it needs.
std::string IdentifierText(const Identifier& name);

/// Writes `text` as a string literal.
std::string StringLiteral(std::string_view text);

}  // namespace lakebolt::sql
