#include "sql/parser_core.h"

namespace lakebolt::sql {

ExpressionPtr Parser::ParseCall(QualifiedName name, ExpressionPtr receiver, uint32_t begin) {
  auto call = Make<FunctionCallExpression>();
  call->name = std::move(name);
  if (receiver) {
    FunctionArgument argument;
    argument.value = std::move(receiver);
    call->arguments.push_back(std::move(argument));
  }
  tokens_.Expect(TokenKind::kLeftParen, "\"(\"");
  ParseCallArguments(*call);
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  ParseCallSuffix(*call);
  return Seal(std::move(call), begin);
}

void Parser::ParseCallArguments(FunctionCallExpression& call) {
  if (tokens_.Is(TokenKind::kRightParen)) return;
  if (tokens_.IsAny({Keyword::kSelect, Keyword::kFrom, Keyword::kWith})) {
    tokens_.Fail("an argument, where a subquery needs parentheses of its own");
  }
  call.distinct = tokens_.Accept(Keyword::kDistinct);
  if (!call.distinct) tokens_.Accept(Keyword::kAll);
  if (!tokens_.Is(Keyword::kOrder)) {
    do {
      call.arguments.push_back(ParseArgument());
    } while (tokens_.Accept(TokenKind::kComma));
  }
  if (tokens_.AcceptSequence({Keyword::kOrder, Keyword::kBy})) call.order_by = ParseOrderBy();
  AcceptNullTreatment(call);
}

bool Parser::AcceptNullTreatment(FunctionCallExpression& call) {
  if (tokens_.AcceptSequence({Keyword::kIgnore, Keyword::kNulls})) {
    call.null_treatment = NullTreatment::kIgnore;
    return true;
  }
  if (tokens_.AcceptSequence({Keyword::kRespect, Keyword::kNulls})) {
    call.null_treatment = NullTreatment::kRespect;
    return true;
  }
  return false;
}

void Parser::ParseCallSuffix(FunctionCallExpression& call) {
  if (tokens_.AcceptSequence({Keyword::kWithin, Keyword::kGroup})) {
    tokens_.Expect(TokenKind::kLeftParen, "\"(\"");
    tokens_.Expect(Keyword::kOrder);
    tokens_.Expect(Keyword::kBy);
    call.within_group = ParseOrderBy();
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  }
  if (tokens_.Is(Keyword::kFilter) && tokens_.IsAt(1, TokenKind::kLeftParen)) {
    tokens_.Next();
    tokens_.Next();
    tokens_.Accept(Keyword::kWhere);
    call.filter = ParseExpression();
    tokens_.Expect(TokenKind::kRightParen, "\")\"");
  }
  AcceptNullTreatment(call);
  if (tokens_.Is(Keyword::kOver) && (tokens_.IsAt(1, TokenKind::kLeftParen) || IsNameAt(1))) {
    call.over = ParseOver();
  }
  if (tokens_.IsWord("export_state")) {  // else an alias, and the answer another one than asked for
    tokens_.FailUnsupported("EXPORT_STATE", tokens_.Peek().range(),
                            "a name of that kind is written behind AS");
  }
}

FunctionArgument Parser::ParseArgument() {
  FunctionArgument argument;
  const bool label = IsLabel();
  if (label &&
      (tokens_.IsAt(1, TokenKind::kColonEqual) || tokens_.IsAt(1, TokenKind::kEqualGreater))) {
    argument.name = TakeIdentifier();
    tokens_.Next();
  }
  if (IsLambda()) {
    argument.value = ParseLambda();
  } else {
    argument.value = ParseExpression();
    if (!argument.name && tokens_.Accept(Keyword::kAs)) {  // Spark: struct(1 AS a)
      argument.name = ParseLabel("a name after AS");
    }
  }
  return argument;
}

bool Parser::IsLambda() const {
  if (tokens_.Is(Keyword::kLambda) && IsNameAt(1)) return true;  // lambda x, y: …
  size_t arrow = 0;
  if (tokens_.Is(TokenKind::kLeftParen)) {  // (x, y) -> …
    do {
      if (!IsNameAt(arrow + 1) && !tokens_.IsAt(arrow + 1, TokenKind::kIdentifier)) return false;
      arrow += 2;
    } while (tokens_.IsAt(arrow, TokenKind::kComma));
    if (!tokens_.IsAt(arrow, TokenKind::kRightParen)) return false;
    return tokens_.IsAt(arrow + 1, TokenKind::kArrow);
  }
  if (!IsName() || !tokens_.IsAt(1, TokenKind::kArrow)) return false;
  // column -> 'key' with nothing behind the constant is JSON's arrow.
  const TokenKind right = tokens_.Peek(2).kind;
  if (right != TokenKind::kString && right != TokenKind::kInteger) return true;
  switch (tokens_.Peek(3).kind) {
    case TokenKind::kRightParen:
    case TokenKind::kComma:
    case TokenKind::kArrow:
    case TokenKind::kDoubleArrow: return false;
    default: return true;
  }
}

ExpressionPtr Parser::ParseLambda() {
  const uint32_t begin = tokens_.Begin();
  auto node = Make<LambdaExpression>();
  node->arrow = !(tokens_.Is(Keyword::kLambda) && IsNameAt(1));
  const auto parse_parameters = [&] {
    do {
      // (left, right) -> …: within the lambda these words are its parameters.
      if (!IsName()) tokens_.ForgetKeyword(tokens_.Peek().keyword, 1);
      node->parameters.push_back(ParseName("a parameter name"));
    } while (tokens_.Accept(TokenKind::kComma));
  };
  if (!node->arrow) {
    tokens_.Next();
    parse_parameters();
    tokens_.Expect(TokenKind::kColon, "\":\" after the parameters of the lambda");
  } else if (tokens_.Accept(TokenKind::kLeftParen)) {
    parse_parameters();
    tokens_.Expect(TokenKind::kRightParen, "\")\"");
    tokens_.Next();
  } else {
    node->parameters.push_back(TakeIdentifier());
    tokens_.Next();
  }
  node->body = ParseExpression();
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::MakeCall(const Token& word, std::string name,
                               std::vector<ExpressionPtr> arguments) {
  auto call = Make<FunctionCallExpression>();
  call->name.push_back({std::move(name), false, word.range()});
  for (ExpressionPtr& value : arguments) {
    FunctionArgument argument;
    argument.value = std::move(value);
    call->arguments.push_back(std::move(argument));
  }
  return Seal(std::move(call), word.begin);
}

}  // namespace lakebolt::sql
