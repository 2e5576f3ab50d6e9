#include "base/ascii.h"
#include "sql/literal_text.h"
#include "sql/parser_core.h"

namespace lakebolt::sql {

SampleMethod Parser::ParseSampleMethod() {
  const Token& token = tokens_.Peek();
  const std::string name = AsciiLower(ParseName("a sampling method").text);
  if (name == "bernoulli") return SampleMethod::kBernoulli;
  if (name == "system") return SampleMethod::kSystem;
  if (name == "reservoir") return SampleMethod::kReservoir;
  throw UserError(ErrorCode::kInvalidQuery, "there is no sampling method \"" + name + "\"",
                  token.range(), "the methods are bernoulli, system and reservoir");
}

void Parser::ParseSampleSize(SampleClause& sample) {
  if (tokens_.IsAny({Keyword::kPercent}) || tokens_.Is(TokenKind::kRightParen)) {
    tokens_.Fail("the size of the sample: a number of rows, or a number and %");
  }
  sample.size = ParseExpression(Precedence::kUnaryMinus);
  sample.percent = tokens_.Accept(TokenKind::kPercent) || tokens_.Accept(Keyword::kPercent);
  if (!sample.percent) tokens_.Accept(Keyword::kRows);
}

std::unique_ptr<SampleClause> Parser::ParseSample() {
  auto sample = std::make_unique<SampleClause>();
  const uint32_t begin = tokens_.Begin();
  const auto parse_seed = [&] {
    if (!tokens_.Is(TokenKind::kInteger)) tokens_.Fail("a seed: a whole number");
    const Token& token = tokens_.Next();
    constexpr size_t kMostDigits = 18;
    const std::string digits = DecodeNumber(tokens_.sql(), token);
    if (digits.size() > kMostDigits) {
      throw UserError(ErrorCode::kOutOfRange, "the seed is too large", token.range());
    }
    sample->seed = std::stoull(digits);
  };
  const bool function = IsName() && tokens_.IsAt(1, TokenKind::kLeftParen);
  if (function || tokens_.Is(TokenKind::kLeftParen)) {
    if (function) sample->method = ParseSampleMethod();
    tokens_.Expect(TokenKind::kLeftParen, "\"(\"");
    ParseSampleSize(*sample);
    tokens_.Expect(TokenKind::kRightParen, "\")\"");
    const bool repeatable = tokens_.Is(TokenKind::kIdentifier) &&
                            AsciiLower(tokens_.Text(tokens_.Peek())) == "repeatable";
    if (repeatable) {
      tokens_.Next();
      tokens_.Expect(TokenKind::kLeftParen, "\"(\"");
      parse_seed();
      tokens_.Expect(TokenKind::kRightParen, "\")\"");
    }
  } else {  // 10 PERCENT (bernoulli, 42)
    ParseSampleSize(*sample);
    if (tokens_.Accept(TokenKind::kLeftParen)) {
      sample->method = ParseSampleMethod();
      if (tokens_.Accept(TokenKind::kComma)) parse_seed();
      tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
    }
  }
  sample->range = tokens_.RangeFrom(begin);
  return sample;
}

}  // namespace lakebolt::sql
