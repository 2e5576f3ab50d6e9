#include "sql/parser_core.h"

namespace lakebolt::sql {

Identifier Parser::ParseSettingName() {
  const uint32_t begin = tokens_.Begin();
  Identifier name = ParseLabel("the name of a setting");
  while (tokens_.Accept(TokenKind::kDot)) {
    name.text += "." + ParseLabel("a name after the dot").text;
  }
  name.range = tokens_.RangeFrom(begin);
  return name;
}

ExpressionPtr Parser::ParseSettingValue() {
  const bool constant = tokens_.IsAny({Keyword::kTrue, Keyword::kFalse, Keyword::kNull});
  const bool expression = tokens_.IsAt(1, TokenKind::kLeftParen) ||
                          tokens_.IsAt(1, TokenKind::kLeftBrace) ||
                          tokens_.IsAt(1, TokenKind::kLeftBracket);
  if (!IsLabel() || constant || expression) return ParseExpression();
  const uint32_t begin = tokens_.Begin();
  auto word = Make<LiteralExpression>();
  word->literal_kind = LiteralKind::kString;
  word->text = TakeIdentifier().text;
  return Seal(std::move(word), begin);
}

StatementPtr Parser::ParseSet() {
  tokens_.Next();
  if (tokens_.IsWord("variable") && !tokens_.IsAt(1, TokenKind::kEqual)) {
    tokens_.Next();
    auto variable = Make<SetVariableStatement>();
    variable->name = ParseLabel("the name of a variable");
    if (!tokens_.Accept(Keyword::kTo)) tokens_.Expect(TokenKind::kEqual, "=");
    variable->value = ParseExpression();
    return variable;
  }
  auto set = Make<SetStatement>();
  const bool scoped = tokens_.IsAny({Keyword::kSession, Keyword::kGlobal, Keyword::kLocal}) &&
                      !tokens_.IsAt(1, TokenKind::kEqual) && !tokens_.IsAt(1, Keyword::kTo);
  if (scoped) set->global = tokens_.Next().keyword == Keyword::kGlobal;
  const uint32_t begin = tokens_.Begin();
  if (tokens_.AcceptSequence({Keyword::kTime, Keyword::kZone})) {
    set->name.text = "timezone";
    set->name.range = tokens_.RangeFrom(begin);
    tokens_.Accept(TokenKind::kEqual);
  } else {
    set->name = ParseSettingName();
    if (!tokens_.Accept(TokenKind::kEqual)) {
      if (!tokens_.Is(Keyword::kTo)) tokens_.Fail("\"=\" or TO");
      tokens_.Next();
    }
  }
  if (!tokens_.Accept(Keyword::kDefault)) set->value = ParseSettingValue();
  return set;
}

StatementPtr Parser::ParseReset() {
  tokens_.Next();
  if (tokens_.IsWord("variable") &&
      (tokens_.IsAt(1, TokenKind::kIdentifier) || tokens_.IsAt(1, TokenKind::kQuotedIdentifier))) {
    tokens_.Next();
    auto variable = Make<SetVariableStatement>();
    variable->name = TakeIdentifier();
    return variable;
  }
  auto reset = Make<ResetStatement>();
  const bool scoped =
      tokens_.IsAny({Keyword::kSession, Keyword::kGlobal, Keyword::kLocal}) &&
      (tokens_.IsAt(1, TokenKind::kIdentifier) || tokens_.IsAt(1, TokenKind::kQuotedIdentifier));
  if (scoped) tokens_.Next();
  if (!tokens_.Accept(Keyword::kAll)) reset->name = ParseSettingName();
  return reset;
}

}  // namespace lakebolt::sql
