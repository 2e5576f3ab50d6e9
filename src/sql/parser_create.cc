#include <algorithm>
#include <iterator>

#include "base/ascii.h"
#include "sql/formatter.h"
#include "sql/parser_core.h"

namespace lakebolt::sql {

bool Parser::AcceptIfExists() {
  return tokens_.AcceptSequence({Keyword::kIf, Keyword::kExists});
}

bool Parser::AcceptIfNotExists() {
  return tokens_.AcceptSequence({Keyword::kIf, Keyword::kNot, Keyword::kExists});
}

StatementPtr Parser::ParseCreate() {
  const uint32_t begin = tokens_.Next().begin;
  CreateOptions options;
  options.or_replace = tokens_.AcceptSequence({Keyword::kOr, Keyword::kReplace});
  options.temporary = tokens_.Accept(Keyword::kTemp) || tokens_.Accept(Keyword::kTemporary);
  const Token& object = tokens_.Peek();
  if (object.keyword == Keyword::kTable) return ParseCreateTable(options);
  if (object.keyword == Keyword::kView) return ParseCreateView(options);
  if (tokens_.IsWord("schema")) return ParseCreateSchema(options);
  if (tokens_.IsWord("sequence")) return ParseCreateSequence(options);
  if (tokens_.IsWord("macro") || tokens_.IsWord("function")) return ParseCreateMacro(options);
  if (tokens_.IsWord("type")) return ParseCreateType(options);
  if (tokens_.IsWord("index") || object.keyword == Keyword::kUnique) {
    return ParseCreateIndex(options, begin);
  }
  if (tokens_.IsWord("external") || tokens_.IsWord("unbounded")) {
    return ParseCreateExternal(options);
  }
  FailObject("CREATE");
}

void Parser::FailObject(const std::string& verb) const {
  constexpr std::string_view kKnown[] = {"database", "secret", "trigger", "recursive",
                                         "materialized"};
  const Token& object = tokens_.Peek();
  std::string text = AsciiLower(tokens_.Text(object));
  if (std::find(std::begin(kKnown), std::end(kKnown), text) == std::end(kKnown)) {
    tokens_.Fail("TABLE or VIEW");
  }
  tokens_.FailUnsupported(verb + " " + std::string(tokens_.Text(object)), object.range(),
                          verb + " TABLE and " + verb + " VIEW are supported");
}

StatementPtr Parser::ParseCreateView(CreateOptions options) {
  const Token& word = tokens_.Next();
  options.if_not_exists = AcceptIfNotExists();
  auto create = Make<CreateViewStatement>();
  create->options = options;
  create->name = ParseNewName("a name for the view");
  CheckCreateOptions(options, tokens_.RangeFrom(word.begin));
  if (tokens_.Is(TokenKind::kLeftParen)) create->column_names = ParseNameList();
  if (tokens_.Is(Keyword::kUsing)) {
    tokens_.FailUnsupported("CREATE VIEW … USING", tokens_.Peek().range(),
                            "write CREATE VIEW name AS FROM 'file.parquet'");
  }
  tokens_.Expect(Keyword::kAs);
  const uint32_t begin = tokens_.Begin();
  create->query = ParseQuery();
  const SourceRange range = tokens_.RangeFrom(begin);
  // A view is read again without the session's habits: text that relies on them is written anew.
  const std::string_view text = tokens_.sql().substr(range.begin, range.end - range.begin);
  create->query_text = options_ == LexicalOptions{} ? std::string(text) : ToSql(*create->query);
  return create;
}

StatementPtr Parser::ParseCreateTable(CreateOptions options) {
  const Token& word = tokens_.Next();
  options.if_not_exists = AcceptIfNotExists();
  auto table = Make<CreateTableStatement>();
  table->options = options;
  table->name = ParseNewName("a name for the table");
  CheckCreateOptions(options, tokens_.RangeFrom(word.begin));
  // t (a, b) AS … lists names only; a definition has a type behind the first name.
  const bool names_only =
      tokens_.IsAt(2, TokenKind::kComma) || tokens_.IsAt(2, TokenKind::kRightParen);
  std::vector<Identifier> names;
  if (tokens_.Is(TokenKind::kLeftParen) && names_only) {
    names = ParseNameList();
    if (!tokens_.Is(Keyword::kAs)) tokens_.Fail("AS and a query, or a type for each column name");
  }
  if (options_.spark_syntax) SkipSparkStorage();
  if (tokens_.Is(Keyword::kAs)) return FinishCreateTableAs(*table, std::move(names));
  tokens_.Expect(TokenKind::kLeftParen, "AS and a query, or \"(\" and the columns");
  ParseCommaList([&] { ParseTableElement(*table); });
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
  if (options_.spark_syntax) SkipSparkStorage();
  if (tokens_.Is(Keyword::kAs)) return FinishCreateTableAs(*table, {});
  return table;
}

StatementPtr Parser::FinishCreateTableAs(CreateTableStatement& table,
                                         std::vector<Identifier> names) {
  tokens_.Expect(Keyword::kAs);
  auto as = Make<CreateTableAsStatement>();
  as->options = table.options;
  as->name = std::move(table.name);
  as->column_names = std::move(names);
  as->columns = std::move(table.columns);
  as->constraints = std::move(table.constraints);
  as->query = ParseQuery();
  if (tokens_.AcceptSequence({Keyword::kWith, Keyword::kNo, Keyword::kData})) {
    as->with_data = false;
  } else {
    tokens_.AcceptSequence({Keyword::kWith, Keyword::kData});
  }
  return as;
}

}  // namespace lakebolt::sql
