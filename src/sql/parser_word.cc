#include "sql/interval_unit.h"
#include "sql/literal_text.h"
#include "sql/parser_core.h"
#include "sql/type_alias.h"

namespace lakebolt::sql {

namespace {

/// Tells whether `keyword` is a value that standard SQL writes without parentheses.
bool IsNiladicFunction(Keyword keyword) {
  switch (keyword) {
    case Keyword::kCurrentDate:
    case Keyword::kCurrentTime:
    case Keyword::kCurrentTimestamp:
    case Keyword::kCurrentUser:
    case Keyword::kLocaltime:
    case Keyword::kLocaltimestamp:
    case Keyword::kSessionUser: return true;
    default: return false;
  }
}

ExpressionPtr MakeConstant(Keyword keyword) {
  auto node = Make<LiteralExpression>();
  node->literal_kind = keyword == Keyword::kNull ? LiteralKind::kNull : LiteralKind::kBoolean;
  node->boolean = keyword == Keyword::kTrue;
  return node;
}

}  // namespace

ExpressionPtr Parser::ParseWord() {
  const Token& word = tokens_.Peek();
  switch (word.keyword) {
    case Keyword::kNull:
    case Keyword::kTrue:
    case Keyword::kFalse: tokens_.Next(); return Seal(MakeConstant(word.keyword), word.begin);
    case Keyword::kDefault: tokens_.Next(); return Seal(Make<DefaultExpression>(), word.begin);
    case Keyword::kCase: return ParseCase();
    case Keyword::kInterval:
      if (IsIntervalStart()) return ParseInterval();
      break;
    case Keyword::kMap:
      if (tokens_.IsAt(1, TokenKind::kLeftBrace)) return ParseMap();
      break;
    case Keyword::kArray:
      if (tokens_.IsAt(1, TokenKind::kLeftBracket)) return ParseArray();
      break;
    default: break;
  }
  if (tokens_.IsAt(1, TokenKind::kLeftParen)) {
    if (ExpressionPtr node = ParseCallLike()) return node;
  }
  const bool dotted = tokens_.IsAt(1, TokenKind::kDot);
  if (IsNiladicFunction(word.keyword) && !dotted && !tokens_.IsAt(1, TokenKind::kLeftParen)) {
    tokens_.Next();
    return MakeCall(word, std::string(KeywordText(word.keyword)), {});
  }
  if (ExpressionPtr literal = TryParseTypedLiteral()) return literal;
  return ParseColumnOrCall();
}

ExpressionPtr Parser::ParseCallLike() {
  switch (tokens_.Peek().keyword) {
    case Keyword::kCast: return ParseCast(false);
    case Keyword::kTryCast: return ParseCast(true);
    case Keyword::kExists: return ParseExists();
    case Keyword::kArray: return ParseArray();
    case Keyword::kRow: return ParseRow();
    case Keyword::kExtract: return ParseExtract();
    case Keyword::kSubstring: return ParseSubstring();
    case Keyword::kPosition: return ParsePosition();
    case Keyword::kTrim: return ParseTrim();
    case Keyword::kOverlay: return ParseOverlay();
    case Keyword::kColumns: return ParseColumns({}, tokens_.Begin());
    default: break;
  }
  if (options_.spark_syntax && tokens_.IsWord("substr")) return ParseSubstring();
  return nullptr;
}

ExpressionPtr Parser::ParseColumnOrCall() {
  const uint32_t begin = tokens_.Begin();
  const bool call = tokens_.IsAt(1, TokenKind::kLeftParen);
  const bool function_only = tokens_.Is(TokenKind::kIdentifier) &&
                             ClassOf(tokens_.Peek().keyword) == KeywordClass::kFunctionOnly;
  // some(x) and any(x) are bool_or(x); the SOME of x = SOME (…) stands behind a comparison.
  const bool is_some = call && tokens_.IsAny({Keyword::kSome, Keyword::kAny});
  // No expression but Spark's window(time, …) and its column begins with this word.
  const bool time_window = tokens_.Is(Keyword::kWindow);
  if (!IsName() && !(call && function_only) && !is_some && !time_window) {
    tokens_.Fail("an expression");
  }
  QualifiedName name;
  name.push_back(TakeIdentifier());
  while (tokens_.Accept(TokenKind::kDot)) {
    if (tokens_.Is(TokenKind::kStar)) return ParseStar(std::move(name), begin);
    if (tokens_.Is(Keyword::kColumns) && tokens_.IsAt(1, TokenKind::kLeftParen)) {
      return ParseColumns(std::move(name), begin);
    }
    name.push_back(ParseLabel("a column name or \"*\" after the dot"));
  }
  if (tokens_.Is(TokenKind::kLeftParen)) return ParseCall(std::move(name), nullptr, begin);
  auto node = Make<ColumnRefExpression>();
  node->name = std::move(name);
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::TryParseTypedLiteral() {
  if (!IsName()) return nullptr;
  const size_t start = tokens_.position();
  const uint32_t begin = tokens_.Begin();
  const auto string_at = [&](size_t ahead) {
    return tokens_.IsAt(ahead, TokenKind::kString) ||
           tokens_.IsAt(ahead, TokenKind::kEscapeString) ||
           tokens_.IsAt(ahead, TokenKind::kDollarString);
  };
  if (!string_at(1)) {
    // Longer type names: TIMESTAMP WITH TIME ZONE '…', DECIMAL(10, 2) '…', DOUBLE PRECISION '…'.
    const bool longer = tokens_.IsAt(1, TokenKind::kLeftParen) || tokens_.IsAt(1, Keyword::kWith) ||
                        tokens_.IsAt(1, Keyword::kWithout) ||
                        tokens_.IsAt(1, Keyword::kPrecision) || tokens_.IsAt(1, Keyword::kVarying);
    if (!longer || !IsParameterizedTypeLiteral()) return nullptr;
    tokens_.Seek(start);
  }
  if (options_.spark_syntax && tokens_.IsWord("x")) {
    tokens_.Next();
    return ParseBlob(tokens_.Next(), begin);
  }
  auto node = Make<LiteralExpression>();
  node->literal_kind = LiteralKind::kTyped;
  node->type = std::make_unique<TypeName>(ParseType());
  node->text = ParseStringValue();
  return Seal(std::move(node), begin);
}

bool Parser::IsParameterizedTypeLiteral() const {
  if (!IsTypeAlias(tokens_.Text(tokens_.Peek()))) return false;
  size_t ahead = 1;
  if (tokens_.IsAt(ahead, Keyword::kPrecision) || tokens_.IsAt(ahead, Keyword::kVarying)) ++ahead;
  if (tokens_.IsAt(ahead, TokenKind::kLeftParen)) {
    ++ahead;
    while (tokens_.IsAt(ahead, TokenKind::kInteger) || tokens_.IsAt(ahead, TokenKind::kComma)) {
      ++ahead;
    }
    if (!tokens_.IsAt(ahead++, TokenKind::kRightParen)) return false;
  }
  if (tokens_.IsAt(ahead, Keyword::kWith) || tokens_.IsAt(ahead, Keyword::kWithout)) {
    if (!tokens_.IsAt(ahead + 1, Keyword::kTime) || !tokens_.IsAt(ahead + 2, Keyword::kZone)) {
      return false;
    }
    ahead += 3;
  }
  return tokens_.IsAt(ahead, TokenKind::kString);
}

bool Parser::IsIntervalStart() const {
  switch (tokens_.Peek(1).kind) {
    case TokenKind::kString:
    case TokenKind::kEscapeString:
    case TokenKind::kDollarString:
    case TokenKind::kInteger:
    case TokenKind::kDecimal:
    case TokenKind::kParameter:
    case TokenKind::kQuestion:
    case TokenKind::kLeftParen: return true;
    case TokenKind::kMinus:
      return (tokens_.IsAt(2, TokenKind::kInteger) || tokens_.IsAt(2, TokenKind::kString)) &&
             FindIntervalUnit(tokens_.Text(tokens_.Peek(3))).has_value();
    case TokenKind::kIdentifier:
    case TokenKind::kQuotedIdentifier:
      return tokens_.IsAt(2, TokenKind::kIdentifier) &&
             FindIntervalUnit(tokens_.Text(tokens_.Peek(2))).has_value();
    default: return false;
  }
}

IntervalUnit Parser::ParseIntervalUnit() {
  const auto unit = tokens_.Is(TokenKind::kIdentifier)
                        ? FindIntervalUnit(tokens_.Text(tokens_.Peek()))
                        : std::nullopt;
  if (!unit) tokens_.Fail("a unit such as DAY, MONTH or YEAR");
  tokens_.Next();
  if (tokens_.Is(TokenKind::kLeftParen)) {  // DAY (3): the digits to keep, which changes no value
    tokens_.Next();
    tokens_.Expect(TokenKind::kInteger, "a precision");
    tokens_.Expect(TokenKind::kRightParen, "\")\"");
  }
  return *unit;
}

ExpressionPtr Parser::ParseInterval() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  auto node = Make<IntervalExpression>();
  const bool string = IsString();
  if (tokens_.Is(TokenKind::kMinus) && tokens_.IsAt(1, TokenKind::kString)) {
    node->value = ParseNegatedString();
  } else if (tokens_.Is(TokenKind::kMinus)) {
    node->value = ParseUnary(UnaryOperator::kNegate);
  } else {
    node->value = ParsePrimary();
  }
  // Without a unit the string names its own: INTERVAL '1 day'. A word after it may be an alias.
  const bool unit_ahead = tokens_.Is(TokenKind::kIdentifier) &&
                          FindIntervalUnit(tokens_.Text(tokens_.Peek())).has_value();
  if (!string || unit_ahead) {
    node->unit = ParseIntervalUnit();
    if (tokens_.Accept(Keyword::kTo)) node->to_unit = ParseIntervalUnit();
  }
  const bool more = node->unit && !node->to_unit && IsIntervalPart();
  ExpressionPtr first = Seal(std::move(node), begin);
  return more ? PlusIntervalParts(std::move(first), begin) : std::move(first);
}

bool Parser::IsIntervalPart() const {
  const uint32_t number = tokens_.Is(TokenKind::kMinus) ? 1 : 0;
  const TokenKind kind = tokens_.Peek(number).kind;
  return (kind == TokenKind::kInteger || kind == TokenKind::kDecimal ||
          (number == 0 && kind == TokenKind::kString)) &&
         tokens_.IsAt(number + 1, TokenKind::kIdentifier) &&
         FindIntervalUnit(tokens_.Text(tokens_.Peek(number + 1))).has_value();
}

ExpressionPtr Parser::ParseIntervalParts() {
  const uint32_t begin = tokens_.Begin();
  auto part = Make<IntervalExpression>();
  part->value = tokens_.Is(TokenKind::kMinus) ? ParseUnary(UnaryOperator::kNegate) : ParsePrimary();
  part->unit = ParseIntervalUnit();
  const bool more = IsIntervalPart();
  ExpressionPtr first = Seal(std::move(part), begin);
  return more ? PlusIntervalParts(std::move(first), begin) : std::move(first);
}

ExpressionPtr Parser::PlusIntervalParts(ExpressionPtr first, uint32_t begin) {
  auto sum = Make<BinaryExpression>();
  sum->op = BinaryOperator::kAdd;
  sum->left = std::move(first);
  sum->right = ParseIntervalParts();
  return Seal(std::move(sum), begin);
}

}  // namespace lakebolt::sql
