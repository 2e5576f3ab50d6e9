#include "sql/parser_core.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/cancellation_scope.h"
#include "sql/ast/children.h"
#include "sql/literal_text.h"

namespace lakebolt::sql {

Parser::Nest::Nest(Parser& parser, uint32_t levels) : parser_(parser), levels_(levels) {
  CheckCancellation();
  parser_.depth_ += levels_;
  if (parser_.depth_ <= kMaxHeight) return;
  parser_.depth_ -= levels_;
  parser_.FailTooDeep(parser_.tokens_.Peek().range());
}

void Parser::FailTooDeep(SourceRange range) const {
  throw UserError(ErrorCode::kTooComplex,
                  "the SQL nests deeper than " + std::to_string(kMaxHeight) + " levels", range,
                  "name parts of the query in WITH, or replace nested calls by a list");
}

void Parser::CheckHeight(uint32_t height, SourceRange range) const {
  if (height > kMaxHeight) FailTooDeep(range);
}

namespace {

/// Returns the subquery of a node that has one.
const Query* SubqueryOf(const Expression& node) {
  switch (node.kind) {
    case ExpressionKind::kInSubquery: return As<InSubqueryExpression>(node).query.get();
    case ExpressionKind::kExists: return As<ExistsExpression>(node).query.get();
    case ExpressionKind::kQuantified: return As<QuantifiedExpression>(node).query.get();
    case ExpressionKind::kScalarSubquery: return As<ScalarSubqueryExpression>(node).query.get();
    default: return nullptr;
  }
}

}  // namespace

ExpressionPtr Parser::Seal(ExpressionPtr node, uint32_t begin) const {
  uint32_t height = 1;
  const Expression* spine = nullptr;  // the left operand in a chain of binary operators
  if (node->kind == ExpressionKind::kBinary) spine = As<BinaryExpression>(*node).left.get();
  ForEachChild(*node, [&](const Expression& child) {
    const bool chained = &child == spine && child.kind == ExpressionKind::kBinary;
    height = std::max(height, child.height + (chained ? 0 : 1));
  });
  if (const Query* query = SubqueryOf(*node)) height = std::max(height, query->height + 1);
  node->height = height;
  node->range = tokens_.RangeFrom(begin);
  CheckHeight(height, node->range);
  return node;
}

bool Parser::IsNameAt(size_t ahead) const {
  const Token& token = tokens_.Peek(ahead);
  if (token.kind == TokenKind::kQuotedIdentifier) return true;
  return token.kind == TokenKind::kIdentifier &&
         ClassOf(token.keyword) <= KeywordClass::kNoBareAlias;
}

bool Parser::IsName() const {
  return IsNameAt(0);
}

bool Parser::IsLabel() const {
  return tokens_.Is(TokenKind::kIdentifier) || tokens_.Is(TokenKind::kQuotedIdentifier);
}

bool Parser::IsListEnd() const {
  switch (tokens_.Peek().kind) {
    case TokenKind::kEndOfInput:
    case TokenKind::kRightParen:
    case TokenKind::kRightBracket:
    case TokenKind::kRightBrace:
    case TokenKind::kSemicolon: return true;
    default: break;
  }
  // WINDOW w AS (…) is a clause, window(time, …) and window.start are Spark's.
  if (tokens_.Is(Keyword::kWindow)) return tokens_.IsAt(2, Keyword::kAs);
  return tokens_.IsAny({Keyword::kFrom, Keyword::kWhere, Keyword::kGroup, Keyword::kHaving,
                        Keyword::kQualify, Keyword::kOrder, Keyword::kLimit, Keyword::kOffset,
                        Keyword::kFetch, Keyword::kUnion, Keyword::kIntersect, Keyword::kExcept,
                        Keyword::kSelect});
}

Identifier Parser::TakeIdentifier() {
  const Token& token = tokens_.Next();
  const bool quoted = token.kind == TokenKind::kQuotedIdentifier;
  std::string name = DecodeIdentifier(tokens_.sql(), token);
  if (!quoted && options_.folding == NameFolding::kLower) name = AsciiLower(name);
  if (!quoted && options_.folding == NameFolding::kUpper) name = AsciiUpper(name);
  return {std::move(name), quoted, token.range()};
}

Identifier Parser::ParseName(std::string_view what) {
  if (!IsName()) tokens_.Fail(what);
  return TakeIdentifier();
}

Identifier Parser::ParseLabel(std::string_view what) {
  if (!IsLabel()) tokens_.Fail(what);
  return TakeIdentifier();
}

QualifiedName Parser::ParseQualifiedName(std::string_view what) {
  QualifiedName name;
  name.push_back(ParseName(what));
  while (tokens_.Accept(TokenKind::kDot)) name.push_back(ParseLabel("a name after the dot"));
  return name;
}

QualifiedName Parser::ParseNewName(std::string_view what) {
  QualifiedName name = ParseQualifiedName(what);
  for (const Identifier& part : name) CheckNewName(part);
  return name;
}

void Parser::CheckNewName(const Identifier& name) {
  if (name.text.empty()) {
    throw UserError(ErrorCode::kSyntax, "only columns may have an empty name", name.range);
  }
}

std::vector<Identifier> Parser::ParseNameList() {
  std::vector<Identifier> names;
  tokens_.Expect(TokenKind::kLeftParen, "(");
  ParseCommaList([&] { names.push_back(ParseName("a column name")); });
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  return names;
}

bool Parser::IsString() const {
  return tokens_.Is(TokenKind::kString) || tokens_.Is(TokenKind::kEscapeString) ||
         tokens_.Is(TokenKind::kDollarString);
}

std::string Parser::ParseStringValue() {
  if (!IsString()) tokens_.Fail("a string in single quotes");
  const Token* last = &tokens_.Next();
  std::string value = DecodeString(tokens_.sql(), *last, options_);
  while (last->kind != TokenKind::kDollarString && tokens_.Is(TokenKind::kString)) {
    // SQL joins strings with a line break between them; on one line only Spark does.
    const Token& token = tokens_.Peek();
    const std::string_view between = tokens_.sql().substr(last->end, token.begin - last->end);
    if (!options_.spark_syntax && between.find('\n') == std::string_view::npos) break;
    value += DecodeString(tokens_.sql(), token, options_);
    last = &tokens_.Next();
  }
  return value;
}

void Parser::ParseCommaList(const std::function<void()>& item) {
  do {
    item();
  } while (tokens_.Accept(TokenKind::kComma) && !IsListEnd());
}

bool Parser::IsQueryStart(const Token& token, const Token& after, const Token& third) const {
  // PIVOT t ON …, DESCRIBE t, SUMMARIZE SELECT …: a table or a query follows the word, which may be
  // a column's name too.
  const bool named = after.kind == TokenKind::kQuotedIdentifier ||
                     after.kind == TokenKind::kString ||
                     (after.kind == TokenKind::kIdentifier &&
                      (ClassOf(after.keyword) == KeywordClass::kFree ||
                       after.keyword == Keyword::kSelect || after.keyword == Keyword::kFrom ||
                       after.keyword == Keyword::kTable || after.keyword == Keyword::kWith ||
                       after.keyword == Keyword::kPivot || after.keyword == Keyword::kUnpivot));
  const bool operand = named && third.kind != TokenKind::kComma;
  switch (token.keyword) {
    case Keyword::kSelect:
    case Keyword::kWith:
    case Keyword::kFrom:
    case Keyword::kTable: return true;
    case Keyword::kValues: return after.kind == TokenKind::kLeftParen;
    case Keyword::kDesc:
    case Keyword::kDescribe:
    case Keyword::kShow:
    case Keyword::kSummarize: return operand;
    case Keyword::kPivot:
    case Keyword::kUnpivot: return operand || after.kind == TokenKind::kLeftParen;
    default: return false;
  }
}

bool Parser::IsParenthesizedQuery() const {
  size_t inner = tokens_.position();
  while (tokens_.At(inner).kind == TokenKind::kLeftParen) ++inner;
  const Token& first = tokens_.At(inner);
  if (first.kind == TokenKind::kEndOfInput) return false;
  if (!IsQueryStart(first, tokens_.At(inner + 1), TokenAfter(inner + 1))) return false;
  // ((SELECT 1) UNION …) is a query, ((SELECT 1) + 1) is not: look at what follows each inner one.
  for (size_t open = inner - 1; open > tokens_.position(); --open) {
    const uint32_t close = tokens_.At(open).partner;
    if (close == Token::kNoPartner) return true;
    const Token& after = tokens_.At(close + 1);
    if (after.kind == TokenKind::kRightParen) continue;
    switch (after.keyword) {
      case Keyword::kUnion:
      case Keyword::kIntersect:
      case Keyword::kExcept:
      case Keyword::kOrder:
      case Keyword::kLimit:
      case Keyword::kOffset:
      case Keyword::kFetch: continue;
      default: return false;
    }
  }
  return true;
}

const Token& Parser::TokenAfter(size_t index) const {
  const bool last = tokens_.At(index).kind == TokenKind::kEndOfInput;
  return tokens_.At(last ? index : index + 1);
}

size_t Parser::OpenParens() {
  size_t count = 1;
  uint32_t close = tokens_.Peek().partner;
  tokens_.Expect(TokenKind::kLeftParen, "(");
  // (((x))): the parentheses close side by side, so the outer ones say nothing. No recursion.
  while (tokens_.Is(TokenKind::kLeftParen) && close != Token::kNoPartner &&
         tokens_.Peek().partner + 1 == close) {
    --close;
    ++count;
    tokens_.Next();
  }
  return count;
}

void Parser::CloseParens(size_t count) {
  for (size_t i = 0; i < count; ++i) tokens_.Expect(TokenKind::kRightParen, "\")\"");
}

}  // namespace lakebolt::sql
