#include "sql/literal_text.h"
#include "sql/parser_core.h"

namespace lakebolt::sql {

ExpressionPtr Parser::ParsePrimary() {
  switch (tokens_.Peek().kind) {
    case TokenKind::kInteger: return ParseNumber(LiteralKind::kInteger);
    case TokenKind::kDecimal: return ParseNumber(LiteralKind::kDecimal);
    case TokenKind::kFloat: return ParseNumber(LiteralKind::kFloat);
    case TokenKind::kSuffixedNumber: return ParseSuffixedNumber(false, tokens_.Begin());
    case TokenKind::kString:
    case TokenKind::kEscapeString:
    case TokenKind::kDollarString:
    case TokenKind::kBlob: return ParseStringLiteral();
    case TokenKind::kParameter:
    case TokenKind::kQuestion: return ParseParameter();
    case TokenKind::kHashNumber: return ParsePositionalRef();
    case TokenKind::kLeftParen: return ParseParenthesized();
    case TokenKind::kLeftBracket: return ParseListLiteral();
    case TokenKind::kLeftBrace: return ParseStructLiteral();
    case TokenKind::kStar: return ParseStar({}, tokens_.Begin());
    case TokenKind::kIdentifier: return ParseWord();
    case TokenKind::kQuotedIdentifier: return ParseColumnOrCall();
    default: tokens_.Fail("an expression");
  }
}

ExpressionPtr Parser::ParseNumber(LiteralKind kind) {
  const uint32_t begin = tokens_.Begin();
  auto node = Make<LiteralExpression>();
  node->literal_kind = kind;
  node->text = DecodeNumber(tokens_.sql(), tokens_.Next());
  // Spark does not count the zero before the point as a digit of the type.
  if (options_.spark_syntax && node->text.rfind("0.", 0) == 0 && node->text.size() > 2) {
    node->text.erase(0, 1);
  }
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseStringLiteral() {
  const uint32_t begin = tokens_.Begin();
  auto node = Make<LiteralExpression>();
  if (tokens_.Is(TokenKind::kBlob)) {
    return ParseBlob(tokens_.Next(), begin);
  }
  node->literal_kind = LiteralKind::kString;
  node->text = ParseStringValue();
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseParameter() {
  const Token& token = tokens_.Next();
  auto node = Make<ParameterExpression>();
  const std::string_view text = tokens_.Text(token).substr(1);
  if (token.kind == TokenKind::kQuestion) {
    node->position = ++parameter_count_;
    has_question_ = true;
  } else if (text[0] >= '0' && text[0] <= '9') {
    constexpr size_t kMostDigits = 4;
    if (text.size() > kMostDigits || text[0] == '0') {
      throw UserError(ErrorCode::kSyntax, "parameters are numbered from $1 to $9999",
                      token.range());
    }
    node->position = static_cast<uint32_t>(std::stoul(std::string(text)));
    parameter_count_ = std::max(parameter_count_, node->position);
    has_numbered_ = true;
  } else {
    node->name = std::string(text);
  }
  if (has_question_ && has_numbered_) {
    throw UserError(ErrorCode::kSyntax, "? and $1 cannot be mixed in one statement", token.range());
  }
  return Seal(std::move(node), token.begin);
}

ExpressionPtr Parser::ParsePositionalRef() {
  const Token& token = tokens_.Next();
  constexpr size_t kLongest = 8;
  if (token.end - token.begin > kLongest) {
    throw UserError(ErrorCode::kSyntax, "the column position is too large", token.range());
  }
  auto node = Make<PositionalRefExpression>();
  node->position = static_cast<uint32_t>(std::stoul(DecodeNumber(tokens_.sql(), token).substr(1)));
  if (node->position == 0) {
    throw UserError(ErrorCode::kSyntax, "column positions start at #1", token.range());
  }
  return Seal(std::move(node), token.begin);
}

ExpressionPtr Parser::ParseSubquery(bool as_list) {
  const uint32_t begin = tokens_.Begin();
  auto node = Make<ScalarSubqueryExpression>();
  node->as_list = as_list;
  const size_t parens = OpenParens();
  node->query = ParseQuery();
  CloseParens(parens);
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseParenthesized() {
  if (IsParenthesizedQuery()) return ParseSubquery(false);
  const uint32_t begin = tokens_.Begin();
  const size_t parens = OpenParens();
  if (tokens_.Is(TokenKind::kRightParen)) tokens_.Fail("an expression");
  ExpressionPtr first = ParseExpression();
  if (tokens_.Is(Keyword::kAs)) return ParseNamedRow(std::move(first), parens, begin);
  if (!tokens_.Is(TokenKind::kComma)) {
    if (!tokens_.Is(TokenKind::kRightParen)) tokens_.Fail("an operator, \",\" or \")\"");
    CloseParens(parens);
    return first;
  }
  auto row = Make<RowExpression>();
  row->elements.push_back(std::move(first));
  while (tokens_.Accept(TokenKind::kComma) && !tokens_.Is(TokenKind::kRightParen)) {
    row->elements.push_back(ParseExpression());
  }
  CloseParens(parens);
  return Seal(std::move(row), begin);
}

ExpressionPtr Parser::ParseNamedRow(ExpressionPtr first, size_t parens, uint32_t begin) {
  auto row = Make<StructExpression>();
  while (true) {
    StructField& field = row->fields.emplace_back();
    field.value = first ? std::move(first) : ParseExpression();
    tokens_.Expect(Keyword::kAs);
    field.name = ParseLabel("a field name");
    if (!tokens_.Accept(TokenKind::kComma)) break;
  }
  CloseParens(parens);
  return Seal(std::move(row), begin);
}

ExpressionPtr Parser::ParseListLiteral() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Expect(TokenKind::kLeftBracket, "\"[\"");
  auto list = Make<ListExpression>();
  if (!tokens_.Is(TokenKind::kRightBracket)) {
    list->elements.push_back(ParseExpression());
    if (tokens_.Is(Keyword::kFor)) {
      return ParseComprehension(std::move(list->elements[0]), begin);
    }
    while (tokens_.Accept(TokenKind::kComma) && !IsListEnd()) {
      list->elements.push_back(ParseExpression());
    }
  }
  tokens_.Expect(TokenKind::kRightBracket, "\",\" or \"]\"");
  return Seal(std::move(list), begin);
}

ExpressionPtr Parser::ParseStructLiteral() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  auto node = Make<StructExpression>();
  const auto parse_field = [&] {
    StructField field;
    if (IsString()) {
      const uint32_t name_begin = tokens_.Begin();
      field.name.text = ParseStringValue();
      field.name.quoted = true;
      field.name.range = tokens_.RangeFrom(name_begin);
    } else {
      field.name = ParseLabel("a field name");
    }
    tokens_.Expect(TokenKind::kColon, "\":\"");
    field.value = ParseExpression();
    node->fields.push_back(std::move(field));
  };
  if (!tokens_.Is(TokenKind::kRightBrace)) ParseCommaList(parse_field);
  tokens_.Expect(TokenKind::kRightBrace, "\",\" or \"}\"");
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseMap() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  tokens_.Expect(TokenKind::kLeftBrace, "\"{\"");
  auto node = Make<MapExpression>();
  const auto parse_entry = [&] {
    MapEntry entry;
    entry.key = ParseExpression();
    tokens_.Expect(TokenKind::kColon, "\":\"");
    entry.value = ParseExpression();
    node->entries.push_back(std::move(entry));
  };
  if (!tokens_.Is(TokenKind::kRightBrace)) ParseCommaList(parse_entry);
  tokens_.Expect(TokenKind::kRightBrace, "\",\" or \"}\"");
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseArray() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  ExpressionPtr node;
  if (tokens_.Is(TokenKind::kLeftBracket)) {
    node = ParseListLiteral();
  } else if (IsParenthesizedQuery()) {
    node = ParseSubquery(true);
  } else {  // Spark writes array(1, 2)
    QualifiedName name = {{"array", false, tokens_.RangeFrom(begin)}};
    return ParseCall(std::move(name), nullptr, begin);
  }
  node->range = tokens_.RangeFrom(begin);
  return node;
}

ExpressionPtr Parser::ParseRow() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  tokens_.Next();
  auto row = Make<RowExpression>();
  if (!tokens_.Is(TokenKind::kRightParen)) {
    ParseCommaList([&] { row->elements.push_back(ParseExpression()); });
  }
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  return Seal(std::move(row), begin);
}

ExpressionPtr Parser::ParseCase() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  auto node = Make<CaseExpression>();
  if (!tokens_.Is(Keyword::kWhen)) node->operand = ParseExpression();
  if (!tokens_.Is(Keyword::kWhen)) tokens_.Fail("WHEN");
  while (tokens_.Accept(Keyword::kWhen)) {
    CaseBranch branch;
    branch.when = ParseExpression();
    tokens_.Expect(Keyword::kThen);
    branch.then = ParseExpression();
    node->branches.push_back(std::move(branch));
  }
  if (tokens_.Accept(Keyword::kElse)) node->otherwise = ParseExpression();
  if (!tokens_.Is(Keyword::kEnd)) tokens_.Fail(node->otherwise ? "END" : "WHEN, ELSE or END");
  tokens_.Next();
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseCast(bool try_cast) {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  tokens_.Next();
  auto node = Make<CastExpression>();
  node->try_cast = try_cast;
  node->operand = ParseExpression();
  tokens_.Expect(Keyword::kAs);
  node->type = ParseType();
  AcceptUnsigned(node->type);
  tokens_.Expect(TokenKind::kRightParen, "\")\" after the type");
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseExists() {
  const uint32_t begin = tokens_.Begin();
  const Token& word = tokens_.Next();
  if (!IsParenthesizedQuery()) {
    tokens_.Next();
    const bool is_call =
        IsName() || tokens_.Is(TokenKind::kLeftBracket);  // exists(list, x -> …), as Spark has it
    if (!is_call) tokens_.Fail("a query after EXISTS (");
    std::vector<ExpressionPtr> arguments;
    arguments.push_back(ParseExpression());
    tokens_.Expect(TokenKind::kComma, "a query after EXISTS (");
    arguments.push_back(ParseArgument().value);
    tokens_.Expect(TokenKind::kRightParen, "\")\"");
    return MakeCall(word, "exists", std::move(arguments));
  }
  auto node = Make<ExistsExpression>();
  const size_t parens = OpenParens();
  node->query = ParseQuery();
  CloseParens(parens);
  return Seal(std::move(node), begin);
}

}  // namespace lakebolt::sql
