#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

ExpressionPtr MakeLambda(std::vector<Identifier> parameters, ExpressionPtr body) {
  auto lambda = Make<LambdaExpression>();
  lambda->range = body->range;
  lambda->height = body->height + 1;
  lambda->parameters = std::move(parameters);
  lambda->body = std::move(body);
  return lambda;
}

/// Makes `elem -> elem.field`.
ExpressionPtr MakeFieldLambda(const std::string& field, SourceRange range) {
  const Identifier parameter{"elem", false, range};
  auto column = Make<ColumnRefExpression>();
  column->name = {parameter, {field, false, range}};
  column->range = range;
  return MakeLambda({parameter}, std::move(column));
}

}  // namespace

ExpressionPtr Parser::ParseComprehension(ExpressionPtr element, uint32_t begin) {
  const Token& word = tokens_.Next();
  std::vector<Identifier> parameters;
  do {
    parameters.push_back(ParseName("a parameter name"));
  } while (tokens_.Accept(TokenKind::kComma));
  tokens_.Expect(Keyword::kIn);
  ExpressionPtr list = ParseExpression();
  ExpressionPtr condition;
  if (tokens_.Accept(Keyword::kIf)) condition = ParseExpression();
  tokens_.Expect(TokenKind::kRightBracket, "IF or \"]\"");
  const auto call = [&](const char* name, ExpressionPtr input, ExpressionPtr lambda) {
    std::vector<ExpressionPtr> arguments;
    arguments.push_back(std::move(input));
    arguments.push_back(std::move(lambda));
    ExpressionPtr node = MakeCall(word, name, std::move(arguments));
    node->range = tokens_.RangeFrom(begin);
    return node;
  };
  if (!condition) {
    return call("list_apply", std::move(list), MakeLambda(parameters, std::move(element)));
  }
  if (parameters.size() == 1) {
    list = call("list_filter", std::move(list), MakeLambda(parameters, std::move(condition)));
    return call("list_apply", std::move(list), MakeLambda(parameters, std::move(element)));
  }
  // The index must be the one before filtering: both values are computed first.
  const SourceRange range = element->range;
  auto both = Make<StructExpression>();
  both->fields.push_back({{"filter", false, range}, std::move(condition)});
  both->fields.push_back({{"result", false, range}, std::move(element)});
  list = call("list_apply", std::move(list), MakeLambda(parameters, Seal(std::move(both), begin)));
  list = call("list_filter", std::move(list), MakeFieldLambda("filter", range));
  return call("list_apply", std::move(list), MakeFieldLambda("result", range));
}

}  // namespace lakebolt::sql
