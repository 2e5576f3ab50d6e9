#include "sql/ast/expression.h"

#include <algorithm>

#include "sql/ast/query.h"

namespace lakebolt::sql {

std::string JoinName(const QualifiedName& name) {
  std::string out;
  for (const Identifier& part : name) {
    if (!out.empty()) out += '.';
    out += part.text;
  }
  return out;
}

BinaryExpression::~BinaryExpression() {
  // Takes a left-deep chain apart with a loop: recursion would need a frame for each operator.
  ExpressionPtr node = std::move(left);
  while (node && node->kind == ExpressionKind::kBinary) {
    node = std::move(static_cast<BinaryExpression&>(*node).left);
  }
}

std::vector<const BinaryExpression*> LeftChain(const BinaryExpression& top) {
  std::vector<const BinaryExpression*> chain = {&top};
  while (chain.back()->left->kind == ExpressionKind::kBinary) {
    chain.push_back(&As<BinaryExpression>(*chain.back()->left));
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

std::vector<const Expression*> ChainOperands(const BinaryExpression& top) {
  std::vector<const Expression*> operands;
  const Expression* node = &top;
  while (node->kind == ExpressionKind::kBinary && As<BinaryExpression>(*node).op == top.op) {
    operands.push_back(As<BinaryExpression>(*node).right.get());
    node = As<BinaryExpression>(*node).left.get();
  }
  operands.push_back(node);
  std::reverse(operands.begin(), operands.end());
  return operands;
}

InSubqueryExpression::InSubqueryExpression() : Expression(ExpressionKind::kInSubquery) {}
InSubqueryExpression::~InSubqueryExpression() = default;
ExistsExpression::ExistsExpression() : Expression(ExpressionKind::kExists) {}
ExistsExpression::~ExistsExpression() = default;
QuantifiedExpression::QuantifiedExpression() : Expression(ExpressionKind::kQuantified) {}
QuantifiedExpression::~QuantifiedExpression() = default;
ScalarSubqueryExpression::ScalarSubqueryExpression()
    : Expression(ExpressionKind::kScalarSubquery) {}
ScalarSubqueryExpression::~ScalarSubqueryExpression() = default;
FunctionCallExpression::FunctionCallExpression() : Expression(ExpressionKind::kFunctionCall) {}
FunctionCallExpression::~FunctionCallExpression() = default;

}  // namespace lakebolt::sql
