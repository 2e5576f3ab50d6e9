#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

std::optional<BinaryOperator> BinaryOperatorOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::kPlus: return BinaryOperator::kAdd;
    case TokenKind::kMinus: return BinaryOperator::kSubtract;
    case TokenKind::kStar: return BinaryOperator::kMultiply;
    case TokenKind::kSlash: return BinaryOperator::kDivide;
    case TokenKind::kDoubleSlash: return BinaryOperator::kIntegerDivide;
    case TokenKind::kPercent: return BinaryOperator::kModulo;
    case TokenKind::kCaret:
    case TokenKind::kDoubleStar: return BinaryOperator::kPower;
    case TokenKind::kDoublePipe: return BinaryOperator::kConcat;
    case TokenKind::kEqual: return BinaryOperator::kEqual;
    case TokenKind::kNotEqual: return BinaryOperator::kNotEqual;
    case TokenKind::kLess: return BinaryOperator::kLess;
    case TokenKind::kLessEqual: return BinaryOperator::kLessEqual;
    case TokenKind::kGreater: return BinaryOperator::kGreater;
    case TokenKind::kGreaterEqual: return BinaryOperator::kGreaterEqual;
    case TokenKind::kAmpersand: return BinaryOperator::kBitAnd;
    case TokenKind::kPipe: return BinaryOperator::kBitOr;
    case TokenKind::kShiftLeft: return BinaryOperator::kShiftLeft;
    case TokenKind::kShiftRight: return BinaryOperator::kShiftRight;
    case TokenKind::kArrow: return BinaryOperator::kArrow;
    case TokenKind::kDoubleArrow: return BinaryOperator::kDoubleArrow;
    case TokenKind::kAtGreater: return BinaryOperator::kContains;
    case TokenKind::kLessAt: return BinaryOperator::kContainedBy;
    case TokenKind::kDoubleAmpersand: return BinaryOperator::kOverlaps;
    case TokenKind::kCaretAt: return BinaryOperator::kStartsWith;
    default: return std::nullopt;
  }
}

/// Tells whether NOT before this word makes one operator of both, as in NOT LIKE.
bool IsNegatablePredicate(Keyword keyword) {
  switch (keyword) {
    case Keyword::kBetween:
    case Keyword::kIn:
    case Keyword::kLike:
    case Keyword::kIlike:
    case Keyword::kRlike:
    case Keyword::kSimilar:
    case Keyword::kGlob: return true;
    default: return false;
  }
}

}  // namespace

Parser::Infix Parser::PeekWordInfix() const {
  const Keyword keyword = tokens_.Peek().keyword;
  if (IsNegatablePredicate(keyword)) return {Precedence::kPredicate, {}};
  switch (keyword) {
    case Keyword::kOr: return {Precedence::kOr, BinaryOperator::kOr};
    case Keyword::kAnd: return {Precedence::kAnd, BinaryOperator::kAnd};
    case Keyword::kIs:
    case Keyword::kIsnull:
    case Keyword::kNotnull: return {Precedence::kIs, {}};
    case Keyword::kCollate: return {Precedence::kCollate, {}};
    case Keyword::kNot:
      if (IsNegatablePredicate(tokens_.Peek(1).keyword)) return {Precedence::kPredicate, {}};
      if (tokens_.IsAt(1, Keyword::kNull)) return {Precedence::kIs, {}};
      return {};
    case Keyword::kAt:
      if (tokens_.IsSequence({Keyword::kAt, Keyword::kTime, Keyword::kZone})) {
        return {Precedence::kAtTimeZone, {}};
      }
      return {};
    default: return {};
  }
}

Parser::Infix Parser::PeekInfix() const {
  const TokenKind kind = tokens_.Peek().kind;
  if (options_.spark_syntax) {
    const Infix infix = PeekSparkInfix();
    if (infix.precedence != Precedence::kLowest) return infix;
  }
  if (kind == TokenKind::kIdentifier) return PeekWordInfix();
  if (kind == TokenKind::kPercent) {  // LIMIT 10% is no modulo
    const TokenKind next = tokens_.Peek(1).kind;
    if (next == TokenKind::kEndOfInput || next == TokenKind::kSemicolon ||
        next == TokenKind::kRightParen || tokens_.IsAt(1, Keyword::kOffset)) {
      return {};
    }
  }
  if (const auto op = BinaryOperatorOf(kind)) return {PrecedenceOf(*op), op};
  if (PeekLikeToken()) return {Precedence::kOther, {}};
  switch (kind) {
    case TokenKind::kDistance: return {Precedence::kOther, {}, "<->"};
    case TokenKind::kCosineDistance: return {Precedence::kOther, {}, "<=>"};
    case TokenKind::kBang:
    case TokenKind::kLeftBracket: return {Precedence::kSubscript, {}};
    case TokenKind::kDoubleColon: return {Precedence::kCast, {}};
    case TokenKind::kDot: return {Precedence::kField, {}};
    default: return {};
  }
}

ExpressionPtr Parser::ParseExpression(Precedence loosest) {
  const Nest nest(*this);
  const uint32_t begin = tokens_.Begin();
  ExpressionPtr left = ParsePrefix();
  Precedence last = Precedence::kLowest;
  while (true) {
    const Infix infix = PeekInfix();
    if (infix.precedence == Precedence::kLowest || infix.precedence < loosest) return left;
    if (last == Precedence::kComparison && infix.precedence == last) FailChained(*infix.op);
    last = infix.precedence;
    left = ParseInfix(std::move(left), infix, begin);
  }
}

void Parser::FailChained(BinaryOperator op) const {
  const Token& token = tokens_.Peek();
  const std::string text(OperatorText(op));
  throw UserError(
      ErrorCode::kSyntax, "syntax error at or near \"" + std::string(tokens_.Text(token)) + "\"",
      token.range(),
      "comparisons do not chain: write a " + text + " b AND b " + text + " c, or use parentheses");
}

ExpressionPtr Parser::ParsePrefix() {
  switch (tokens_.Peek().kind) {
    case TokenKind::kMinus:
      if (ExpressionPtr number = TryParseNegativeTyped()) return number;
      return ParseUnary(UnaryOperator::kNegate);
    case TokenKind::kPlus: return ParseUnary(UnaryOperator::kPlus);
    case TokenKind::kTilde: return ParseUnary(UnaryOperator::kBitNot);
    case TokenKind::kAtSign: return ParseAbsolute();
    case TokenKind::kBang:
      if (options_.spark_syntax) return ParseUnary(UnaryOperator::kNot);
      break;
    default: break;
  }
  if (tokens_.Is(Keyword::kNot)) return ParseUnary(UnaryOperator::kNot);
  return ParsePrimary();
}

ExpressionPtr Parser::ParseUnary(UnaryOperator op) {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  auto node = Make<UnaryExpression>();
  node->op = op;
  const Precedence precedence = PrecedenceOf(op);
  node->operand = ParseExpression(op == UnaryOperator::kBitNot ? Tighter(precedence) : precedence);
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseInfix(ExpressionPtr left, Infix infix, uint32_t begin) {
  if (infix.op) return ParseBinary(std::move(left), infix, begin);
  if (infix.function != nullptr) return ParseOperatorCall(std::move(left), infix, begin);
  switch (infix.precedence) {
    case Precedence::kIs: return ParseIs(std::move(left), begin);
    case Precedence::kPredicate:
    case Precedence::kOther: return ParsePredicate(std::move(left), begin);
    case Precedence::kSubscript:
      if (tokens_.Is(TokenKind::kBang)) return ParseFactorial(std::move(left), begin);
      return ParseSubscript(std::move(left), begin);
    case Precedence::kField: return ParseFieldAccess(std::move(left), begin);
    default: break;
  }
  if (tokens_.Accept(TokenKind::kDoubleColon)) {
    auto cast = Make<CastExpression>();
    cast->operand = std::move(left);
    cast->type = ParseType();
    return Seal(std::move(cast), begin);
  }
  if (tokens_.Accept(Keyword::kCollate)) {
    auto collate = Make<CollateExpression>();
    collate->operand = std::move(left);
    collate->collation = ParseQualifiedName("a collation name");
    return Seal(std::move(collate), begin);
  }
  tokens_.AcceptSequence({Keyword::kAt, Keyword::kTime, Keyword::kZone});
  auto at = Make<AtTimeZoneExpression>();
  at->operand = std::move(left);
  at->zone = ParseExpression(Tighter(Precedence::kAtTimeZone));
  return Seal(std::move(at), begin);
}

ExpressionPtr Parser::ParseOperatorCall(ExpressionPtr left, Infix infix, uint32_t begin) {
  const Token& word = tokens_.Next();
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(left));
  arguments.push_back(ParseExpression(Tighter(infix.precedence)));
  ExpressionPtr call = MakeCall(word, infix.function, std::move(arguments));
  return Seal(std::move(call), begin);
}

ExpressionPtr Parser::ParseBinary(ExpressionPtr left, Infix infix, uint32_t begin) {
  const BinaryOperator op = *infix.op;
  const SourceRange operator_range = tokens_.Next().range();
  if (IsComparison(op) && tokens_.IsAny({Keyword::kAny, Keyword::kSome, Keyword::kAll}) &&
      tokens_.IsAt(1, TokenKind::kLeftParen)) {
    return ParseQuantified(std::move(left), op, begin);
  }
  auto node = Make<BinaryExpression>();
  node->op = op;
  node->operator_range = operator_range;
  node->left = std::move(left);
  node->right = ParseExpression(Tighter(infix.precedence));
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseFactorial(ExpressionPtr operand, uint32_t begin) {
  const Token& token = tokens_.Next();
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(operand));
  ExpressionPtr call = MakeCall(token, "factorial", std::move(arguments));
  return Seal(std::move(call), begin);
}

ExpressionPtr Parser::ParseAbsolute() {
  const Token& token = tokens_.Next();
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(ParseExpression(Precedence::kUnaryMinus));
  return MakeCall(token, "@", std::move(arguments));
}

ExpressionPtr Parser::ParseSubscript(ExpressionPtr operand, uint32_t begin) {
  tokens_.Next();
  auto node = Make<SubscriptExpression>();
  node->operand = std::move(operand);
  const auto at_separator = [&] {
    return tokens_.Is(TokenKind::kColon) || tokens_.Is(TokenKind::kDoubleColon);
  };
  if (!at_separator()) node->index = ParseExpression();
  node->slice = at_separator();
  if (tokens_.Accept(TokenKind::kDoubleColon)) {  // x[::2]: both bounds are missing
    node->step = ParseExpression();
  } else if (tokens_.Accept(TokenKind::kColon)) {
    const bool open_end = tokens_.Is(TokenKind::kMinus) && tokens_.IsAt(1, TokenKind::kColon);
    if (open_end) {
      tokens_.Next();  // x[1:-:2] is how DuckDB writes a missing upper bound
    } else if (!tokens_.Is(TokenKind::kRightBracket)) {
      node->high = ParseExpression();
    }
    if (tokens_.Accept(TokenKind::kColon)) node->step = ParseExpression();
  }
  tokens_.Expect(TokenKind::kRightBracket, "\"]\"");
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseFieldAccess(ExpressionPtr operand, uint32_t begin) {
  tokens_.Next();
  Identifier field = ParseLabel("a field name after the dot");
  if (tokens_.Is(TokenKind::kLeftParen)) {  // x.f(y) calls f(x, y)
    QualifiedName name;
    name.push_back(std::move(field));
    return ParseCall(std::move(name), std::move(operand), begin);
  }
  auto node = Make<FieldAccessExpression>();
  node->operand = std::move(operand);
  node->field = std::move(field);
  return Seal(std::move(node), begin);
}

}  // namespace lakebolt::sql
