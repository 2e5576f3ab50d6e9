#include "sql/parser_core.h"

namespace lakebolt::sql {

std::optional<std::pair<LikeOperator, bool>> Parser::PeekLikeToken() const {
  using Result = std::pair<LikeOperator, bool>;
  switch (tokens_.Peek().kind) {
    case TokenKind::kTilde: return Result{LikeOperator::kRegex, false};
    case TokenKind::kNotTilde: return Result{LikeOperator::kRegex, true};
    case TokenKind::kTildeStar: return Result{LikeOperator::kRegexCaseInsensitive, false};
    case TokenKind::kNotTildeStar: return Result{LikeOperator::kRegexCaseInsensitive, true};
    case TokenKind::kDoubleTilde: return Result{LikeOperator::kLike, false};
    case TokenKind::kNotDoubleTilde: return Result{LikeOperator::kLike, true};
    case TokenKind::kDoubleTildeStar: return Result{LikeOperator::kILike, false};
    case TokenKind::kNotDoubleTildeStar: return Result{LikeOperator::kILike, true};
    case TokenKind::kTripleTilde: return Result{LikeOperator::kGlob, false};
    default: return std::nullopt;
  }
}

ExpressionPtr Parser::ParseIs(ExpressionPtr operand, uint32_t begin) {
  const bool is_word = tokens_.Is(Keyword::kIs);
  const SourceRange operator_range = tokens_.Peek().range();
  const bool negated = is_word ? tokens_.IsAt(1, Keyword::kNot) : !tokens_.Is(Keyword::kIsnull);
  // The forms are IS [NOT] something, ISNULL, NOTNULL and NOT NULL.
  tokens_.Next();
  if (is_word && negated) tokens_.Next();
  if (!is_word || tokens_.Is(Keyword::kNull)) {
    tokens_.Accept(Keyword::kNull);
    auto node = Make<IsNullExpression>();
    node->negated = negated;
    node->operand = std::move(operand);
    return Seal(std::move(node), begin);
  }
  if (tokens_.AcceptSequence({Keyword::kDistinct, Keyword::kFrom})) {
    auto node = Make<BinaryExpression>();
    node->op = negated ? BinaryOperator::kIsNotDistinctFrom : BinaryOperator::kIsDistinctFrom;
    node->operator_range = operator_range;
    node->left = std::move(operand);
    node->right = ParseExpression(Tighter(Precedence::kIs));
    return Seal(std::move(node), begin);
  }
  auto node = Make<IsBooleanExpression>();
  node->negated = negated;
  node->operand = std::move(operand);
  if (tokens_.Accept(Keyword::kTrue)) {
    node->value = TruthValue::kTrue;
  } else if (tokens_.Accept(Keyword::kFalse)) {
    node->value = TruthValue::kFalse;
  } else if (tokens_.Accept(Keyword::kUnknown)) {
    node->value = TruthValue::kUnknown;
  } else {
    tokens_.Fail(negated ? "NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM"
                         : "NULL, NOT NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM");
  }
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParsePredicate(ExpressionPtr operand, uint32_t begin) {
  if (const auto like = PeekLikeToken()) {
    tokens_.Next();
    return ParseLike(std::move(operand), like->first, like->second, begin, Precedence::kOther);
  }
  const bool negated = tokens_.Accept(Keyword::kNot);
  switch (tokens_.Next().keyword) {
    case Keyword::kBetween: return ParseBetween(std::move(operand), negated, begin);
    case Keyword::kIn: return ParseIn(std::move(operand), negated, begin);
    case Keyword::kIlike:
      return ParseLike(std::move(operand), LikeOperator::kILike, negated, begin);
    case Keyword::kGlob: return ParseLike(std::move(operand), LikeOperator::kGlob, negated, begin);
    case Keyword::kRlike:
      return ParseLike(std::move(operand), LikeOperator::kRegex, negated, begin);
    case Keyword::kSimilar:
      tokens_.Expect(Keyword::kTo);
      return ParseLike(std::move(operand), LikeOperator::kSimilarTo, negated, begin);
    default: return ParseLike(std::move(operand), LikeOperator::kLike, negated, begin);
  }
}

ExpressionPtr Parser::ParseBetween(ExpressionPtr operand, bool negated, uint32_t begin) {
  auto node = Make<BetweenExpression>();
  node->negated = negated;
  node->operand = std::move(operand);
  node->symmetric = tokens_.Accept(Keyword::kSymmetric);
  if (!node->symmetric) tokens_.Accept(Keyword::kAsymmetric);
  node->low = ParseExpression(Tighter(Precedence::kPredicate));
  tokens_.Expect(Keyword::kAnd);
  node->high = ParseExpression(Tighter(Precedence::kPredicate));
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseIn(ExpressionPtr operand, bool negated, uint32_t begin) {
  if (tokens_.Is(TokenKind::kLeftParen) && IsParenthesizedQuery()) {
    auto node = Make<InSubqueryExpression>();
    node->negated = negated;
    node->operand = std::move(operand);
    const size_t parens = OpenParens();
    node->query = ParseQuery();
    CloseParens(parens);
    return Seal(std::move(node), begin);
  }
  auto node = Make<InListExpression>();
  node->negated = negated;
  node->operand = std::move(operand);
  if (tokens_.Accept(TokenKind::kLeftParen)) {
    if (!tokens_.Is(TokenKind::kRightParen)) {
      ParseCommaList([&] { node->list.push_back(ParseExpression()); });
    }
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  } else {
    node->in_container = true;
    node->list.push_back(ParseExpression(Precedence::kSubscript));
  }
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseLike(ExpressionPtr value, LikeOperator op, bool negated, uint32_t begin,
                                Precedence precedence) {
  if (tokens_.IsAny({Keyword::kAny, Keyword::kAll, Keyword::kSome}) &&
      tokens_.IsAt(1, TokenKind::kLeftParen)) {
    return ParseLikeMany(std::move(value), op, negated, begin);
  }
  auto node = Make<LikeExpression>();
  node->op = op;
  node->negated = negated;
  node->value = std::move(value);
  node->pattern = ParseExpression(Tighter(precedence));
  if (tokens_.Accept(Keyword::kEscape)) {
    node->escape = ParseExpression(Tighter(Precedence::kPredicate));
  }
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseLikeMany(ExpressionPtr value, LikeOperator op, bool negated,
                                    uint32_t begin) {
  auto node = Make<LikeExpression>();
  node->op = op;
  node->negated = negated;
  node->value = std::move(value);
  node->quantifier = tokens_.Next().keyword == Keyword::kAll ? Quantifier::kAll : Quantifier::kAny;
  const uint32_t patterns_begin = tokens_.Begin();
  auto patterns = Make<ListExpression>();
  if (IsParenthesizedQuery()) {
    patterns->elements.push_back(ParseSubquery(true));
  } else {
    const size_t parens = OpenParens();
    ParseCommaList([&] { patterns->elements.push_back(ParseExpression()); });
    CloseParens(parens);
  }
  node->pattern = Seal(std::move(patterns), patterns_begin);
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseQuantified(ExpressionPtr operand, BinaryOperator op, uint32_t begin) {
  auto node = Make<QuantifiedExpression>();
  node->op = op;
  node->operand = std::move(operand);
  node->quantifier = tokens_.Next().keyword == Keyword::kAll ? Quantifier::kAll : Quantifier::kAny;
  const bool query = IsParenthesizedQuery();
  const size_t parens = OpenParens();
  if (query) {
    node->query = ParseQuery();
  } else {
    node->array = ParseExpression();
  }
  CloseParens(parens);
  return Seal(std::move(node), begin);
}

}  // namespace lakebolt::sql
