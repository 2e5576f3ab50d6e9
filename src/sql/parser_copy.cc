#include "base/ascii.h"
#include "sql/parser_core.h"

namespace lakebolt::sql {

std::unique_ptr<Query> Parser::SelectFrom(const QualifiedName& name, SourceRange range,
                                          const std::vector<Identifier>& columns) {
  auto table = Make<BaseTableRef>();
  table->name = name;
  table->range = range;
  std::unique_ptr<Query> query = QueryOver(std::move(table));
  auto& select = static_cast<Select&>(*query->body);
  if (!columns.empty()) select.items.clear();
  for (const Identifier& column : columns) {
    auto reference = Make<ColumnRefExpression>();
    reference->name.push_back(column);
    reference->range = column.range;
    SelectItem item;
    item.expression = std::move(reference);
    select.items.push_back(std::move(item));
  }
  return query;
}

StatementPtr Parser::ParseCopy() {
  tokens_.Next();
  auto copy = Make<CopyStatement>();
  const uint32_t begin = tokens_.Begin();
  QualifiedName table;
  std::vector<Identifier> columns;
  if (tokens_.Is(TokenKind::kLeftParen)) {
    const size_t parens = OpenParens();
    copy->query = ParseQuery();
    CloseParens(parens);
  } else {
    table = ParseQualifiedName("a table name or a query in parentheses");
    if (tokens_.Is(TokenKind::kLeftParen)) columns = ParseNameList();
  }
  const SourceRange range = tokens_.RangeFrom(begin);
  copy->to = tokens_.Accept(Keyword::kTo);
  if (!copy->to && (copy->query || !tokens_.Accept(Keyword::kFrom))) {
    tokens_.Fail(copy->query ? "TO" : "TO or FROM");
  }
  if (!copy->to) {
    auto insert = Make<InsertStatement>();
    insert->table.name = std::move(table);
    insert->columns = std::move(columns);
    insert->query = SelectFrom({{std::string(kCopiedRows), true, range}}, range, {});
    copy->insert = std::move(insert);
  } else if (!copy->query) {
    copy->query = SelectFrom(table, range, columns);
  }
  copy->path = ParseCopyPath(copy->to);
  const bool with = tokens_.Accept(Keyword::kWith);
  if (tokens_.Is(TokenKind::kLeftParen)) {
    ParseCopyOptions(*copy);
  } else {
    ParsePlainCopyOptions(*copy);
    if (with && copy->options.empty()) tokens_.Fail("\"(\" and the options");
  }
  return copy;
}

ExpressionPtr Parser::ParseCopyPath(bool to) {
  if (tokens_.IsWord(to ? "stdout" : "stdin")) {
    const uint32_t begin = tokens_.Begin();
    tokens_.Next();
    auto path = Make<LiteralExpression>();
    path->literal_kind = LiteralKind::kString;
    path->text = to ? "/dev/stdout" : "/dev/stdin";
    return Seal(std::move(path), begin);
  }
  const bool computed = tokens_.Is(TokenKind::kLeftParen) || tokens_.Is(TokenKind::kParameter) ||
                        tokens_.Is(TokenKind::kQuestion);
  if (!computed && !IsString()) tokens_.Fail("a string in single quotes");
  return ParsePrimary();
}

void Parser::ParseCopyOptions(CopyStatement& copy) {
  tokens_.Next();
  if (tokens_.Accept(TokenKind::kRightParen)) return;
  ParseCommaList([&] {
    CopyOption option;
    option.name = ParseLabel("the name of an option");
    tokens_.Accept(TokenKind::kEqual);
    if (copy.to && AsciiLower(option.name.text) == "order_by") return ParseCopyOrder(copy);
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

void Parser::ParseCopyOrder(CopyStatement& copy) {
  auto rows = Make<SubqueryRef>();
  const uint32_t begin = copy.query->range.begin;
  const uint32_t height = copy.query->height + 1;
  rows->query = std::move(copy.query);
  copy.query = QueryOver(SealTable(std::move(rows), begin, height));
  if (tokens_.Accept(TokenKind::kLeftParen)) {
    ParseCommaList([&] { copy.query->order_by.push_back(ParseOrderItem()); });
    tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  } else {
    copy.query->order_by.push_back(ParseOrderItem());
  }
  SealQuery(*copy.query, begin);
}

void Parser::ParsePlainCopyOptions(CopyStatement& copy) {
  // PostgreSQL's older form: CSV HEADER DELIMITER AS '|' NULL ''.
  while (!tokens_.Is(TokenKind::kSemicolon) && !tokens_.Is(TokenKind::kEndOfInput)) {
    CopyOption option;
    if (tokens_.IsWord("csv")) {
      option.name = {"format", false, tokens_.Peek().range()};
      option.values.push_back(ParseSettingValue());
    } else {
      const bool flag = tokens_.IsWord("header");
      option.name = ParseLabel("the name of an option");
      tokens_.Accept(Keyword::kAs);
      if (!flag) option.values.push_back(ParseOptionValue());
    }
    copy.options.push_back(std::move(option));
  }
}

ExpressionPtr Parser::ParseOptionValue() {
  if (!tokens_.Is(TokenKind::kStar)) return ParseSettingValue();
  return ParseStar({}, tokens_.Begin());  // FORCE_QUOTE *
}

}  // namespace lakebolt::sql
