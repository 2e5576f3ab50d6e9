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

StatementPtr Parser::ParseCopy() {
  tokens_.Next();
  auto copy = Make<CopyStatement>();
  const uint32_t begin = tokens_.Begin();
  if (tokens_.Is(TokenKind::kLeftParen)) {
    const size_t parens = OpenParens();
    copy->query = ParseQuery();
    CloseParens(parens);
  } else {
    copy->table = ParseQualifiedName("a table name or a query in parentheses");
    if (tokens_.Is(TokenKind::kLeftParen)) copy->columns = ParseNameList();
  }
  const SourceRange table_range = tokens_.RangeFrom(begin);
  copy->to = tokens_.Accept(Keyword::kTo);
  if (!copy->to && (copy->query || !tokens_.Accept(Keyword::kFrom))) {
    tokens_.Fail(copy->query ? "TO" : "TO or FROM");
  }
  if (copy->to && !copy->query) {
    auto table = Make<BaseTableRef>();
    table->name = copy->table;
    table->range = table_range;
    copy->query = QueryOver(std::move(table));
    auto& select = static_cast<Select&>(*copy->query->body);
    if (!copy->columns.empty()) select.items.clear();
    for (const Identifier& column : copy->columns) {
      auto reference = Make<ColumnRefExpression>();
      reference->name.push_back(column);
      reference->range = column.range;
      SelectItem item;
      item.expression = std::move(reference);
      select.items.push_back(std::move(item));
    }
  }
  copy->path_range = tokens_.Peek().range();
  copy->path = ParseStringValue();
  ParseCopyOptions(*copy);
  return copy;
}

void Parser::ParseCopyOptions(CopyStatement& copy) {
  const bool with = tokens_.Accept(Keyword::kWith);
  if (!tokens_.Is(TokenKind::kLeftParen)) {
    if (with) tokens_.Fail("\"(\" and the options");
    return;
  }
  tokens_.Next();
  if (tokens_.Accept(TokenKind::kRightParen)) return;
  ParseCommaList([&] {
    CopyOption option;
    option.name = ParseLabel("the name of an option");
    tokens_.Accept(TokenKind::kEqual);
    if (tokens_.Accept(TokenKind::kLeftParen)) {
      ParseCommaList([&] { option.values.push_back(ParseOptionValue()); });
      tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
    } else if (!tokens_.Is(TokenKind::kComma) && !tokens_.Is(TokenKind::kRightParen)) {
      option.values.push_back(ParseOptionValue());
    }
    copy.options.push_back(std::move(option));
  });
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
}

ExpressionPtr Parser::ParseOptionValue() {
  if (!tokens_.Is(TokenKind::kStar)) return ParseSettingValue();
  return ParseStar({}, tokens_.Begin());  // FORCE_QUOTE *
}

}  // namespace lakebolt::sql
