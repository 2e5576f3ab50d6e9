
#include "base/ascii.h"
#include "sql/parser_core.h"

// The calls for which standard SQL has words between the arguments; all become plain calls.

namespace lakebolt::sql {

ExpressionPtr Parser::ParseExtract() {
  const Token& word = tokens_.Next();
  tokens_.Next();
  if (tokens_.IsAt(1, TokenKind::kComma)) {  // extract('year', x), as Spark has it too
    std::vector<ExpressionPtr> arguments;
    ParseCommaList([&] { arguments.push_back(ParseExpression()); });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
    return MakeCall(word, "date_part", std::move(arguments));
  }
  auto part = Make<LiteralExpression>();
  part->literal_kind = LiteralKind::kString;
  const uint32_t begin = tokens_.Begin();
  if (IsString()) {
    part->text = ParseStringValue();
  } else {
    part->text = ParseLabel("a date part such as year, month or day").text;
    part->text = AsciiLower(part->text);
  }
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(Seal(std::move(part), begin));
  tokens_.Expect(Keyword::kFrom);
  arguments.push_back(ParseExpression());
  tokens_.Expect(TokenKind::kRightParen, "\")\"");
  return MakeCall(word, "date_part", std::move(arguments));
}

ExpressionPtr Parser::ParseSubstring() {
  const Token& word = tokens_.Next();
  tokens_.Next();
  std::vector<ExpressionPtr> arguments;
  if (!tokens_.Is(TokenKind::kRightParen)) arguments.push_back(ParseExpression());
  if (tokens_.Is(Keyword::kSimilar)) {
    tokens_.FailUnsupported("SUBSTRING … SIMILAR", tokens_.Peek().range(),
                            "use regexp_extract(text, pattern)");
  }
  if (tokens_.Accept(Keyword::kFrom)) {
    arguments.push_back(ParseExpression());
    if (tokens_.Accept(Keyword::kFor)) arguments.push_back(ParseExpression());
  } else if (tokens_.Accept(Keyword::kFor)) {
    auto one = Make<LiteralExpression>();
    one->literal_kind = LiteralKind::kInteger;
    one->text = "1";
    arguments.push_back(Seal(std::move(one), tokens_.Begin()));
    arguments.push_back(ParseExpression());
    if (tokens_.Accept(Keyword::kFrom)) arguments[1] = ParseExpression();
  } else {
    while (tokens_.Accept(TokenKind::kComma)) arguments.push_back(ParseExpression());
  }
  tokens_.Expect(TokenKind::kRightParen, "FROM, \",\" or \")\"");
  return MakeCall(word, AsciiLower(tokens_.Text(word)), std::move(arguments));
}

ExpressionPtr Parser::ParsePosition() {
  const Token& word = tokens_.Next();
  tokens_.Next();
  std::vector<ExpressionPtr> arguments;
  if (!tokens_.Is(TokenKind::kRightParen)) {
    arguments.push_back(ParseExpression(Tighter(Precedence::kPredicate)));
  }
  if (tokens_.Accept(Keyword::kIn)) {
    // POSITION(part IN text) calls position(text, part), which Spark has the other way round.
    arguments.insert(options_.spark_syntax ? arguments.end() : arguments.begin(),
                     ParseExpression(Tighter(Precedence::kPredicate)));
  } else {
    while (tokens_.Accept(TokenKind::kComma)) arguments.push_back(ParseExpression());
  }
  tokens_.Expect(TokenKind::kRightParen, "IN, \",\" or \")\"");
  return MakeCall(word, "position", std::move(arguments));
}

ExpressionPtr Parser::ParseTrim() {
  const Token& word = tokens_.Next();
  tokens_.Next();
  std::string name = "trim";
  const bool side_word = tokens_.IsAny({Keyword::kBoth, Keyword::kLeading, Keyword::kTrailing}) &&
                         !tokens_.IsAt(1, TokenKind::kComma) &&
                         !tokens_.IsAt(1, TokenKind::kRightParen) &&
                         !tokens_.IsAt(1, TokenKind::kDot);
  if (side_word) {
    const Keyword side = tokens_.Next().keyword;
    name = side == Keyword::kBoth ? "trim" : side == Keyword::kLeading ? "ltrim" : "rtrim";
  }
  std::vector<ExpressionPtr> arguments;
  if (!tokens_.Is(Keyword::kFrom) && !tokens_.Is(TokenKind::kRightParen)) {
    arguments.push_back(ParseExpression());
  }
  if (tokens_.Accept(Keyword::kFrom)) {
    arguments.insert(arguments.begin(), ParseExpression());  // TRIM(chars FROM text)
  }
  while (tokens_.Accept(TokenKind::kComma)) arguments.push_back(ParseExpression());
  tokens_.Expect(TokenKind::kRightParen, "FROM, \",\" or \")\"");
  return MakeCall(word, std::move(name), std::move(arguments));
}

ExpressionPtr Parser::ParseOverlay() {
  const Token& word = tokens_.Next();
  tokens_.Next();
  std::vector<ExpressionPtr> arguments;
  if (!tokens_.Is(TokenKind::kRightParen)) arguments.push_back(ParseExpression());
  if (tokens_.Accept(Keyword::kPlacing)) {
    arguments.push_back(ParseExpression());
    tokens_.Expect(Keyword::kFrom);
    arguments.push_back(ParseExpression());
    if (tokens_.Accept(Keyword::kFor)) arguments.push_back(ParseExpression());
  } else {
    while (tokens_.Accept(TokenKind::kComma)) arguments.push_back(ParseExpression());
  }
  tokens_.Expect(TokenKind::kRightParen, "PLACING, \",\" or \")\"");
  return MakeCall(word, "overlay", std::move(arguments));
}

}  // namespace lakebolt::sql
