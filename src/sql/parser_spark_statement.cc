// Statements and clauses that only Spark has; the parser asks for them under `spark_syntax`.

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "sql/formatter.h"
#include "sql/parser.h"
#include "sql/parser_core.h"

namespace lakebolt::sql {

namespace {

std::string QuotedText(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::string QuotedName(const QualifiedName& name) {
  std::string text;
  for (const Identifier& part : name) {
    text += (text.empty() ? "" : ".") + QuoteIdentifier(part.text);
  }
  return text;
}

StatementPtr QueryOf(const std::string& sql) {
  return std::move(ParseStatements(sql).front());
}

}  // namespace

bool Parser::IsCaching() const {
  const bool table = tokens_.IsAt(1, Keyword::kTable) || tokens_.IsWord("lazy", 1);
  if (tokens_.IsWord("cache") || tokens_.IsWord("uncache")) return table;
  if (tokens_.IsWord("refresh")) return tokens_.IsAt(1, Keyword::kTable);
  return tokens_.IsWord("clear") && tokens_.IsWord("cache", 1);
}

void Parser::SkipParentheses() {
  tokens_.Expect(TokenKind::kLeftParen, "\"(\" and the options");
  for (size_t open = 1; open > 0; tokens_.Next()) {
    if (tokens_.Is(TokenKind::kEndOfInput)) tokens_.Fail("\")\"");
    if (tokens_.Is(TokenKind::kLeftParen)) ++open;
    if (tokens_.Is(TokenKind::kRightParen)) --open;
  }
}

StatementPtr Parser::ParseCaching() {
  const bool caches = tokens_.IsWord("cache");
  if (tokens_.IsWord("clear")) return ParseNothing();
  tokens_.Next();
  tokens_.AcceptWord("lazy");
  tokens_.Expect(Keyword::kTable);
  AcceptIfExists();
  const QualifiedName name = ParseQualifiedName("a table name");
  if (caches && tokens_.AcceptWord("options")) SkipParentheses();
  const bool query = tokens_.Is(Keyword::kAs) || tokens_.Is(Keyword::kSelect) ||
                     tokens_.Is(Keyword::kWith) || tokens_.Is(Keyword::kFrom);
  // Tables lie in memory, and what the system has read of files stays there: nothing is to be done.
  if (!caches || !query) return Make<NothingStatement>();
  tokens_.Accept(Keyword::kAs);
  auto table = Make<CreateTableAsStatement>();
  table->options.temporary = true;
  table->name = name;
  table->query = ParseQuery();
  return table;
}

StatementPtr Parser::TryParseSparkShow() {
  const bool columns = tokens_.IsWord("columns") &&
                       (tokens_.IsAt(1, Keyword::kFrom) || tokens_.IsAt(1, Keyword::kIn));
  const bool create = tokens_.Is(Keyword::kCreate) && tokens_.IsAt(1, Keyword::kTable);
  if (!columns && !create) return nullptr;
  tokens_.Next();
  tokens_.Next();
  const QualifiedName name = ParseQualifiedName("a table name");
  const std::string described = "(DESCRIBE " + QuotedName(name) + ")";
  if (columns) return QueryOf("SELECT column_name AS col_name FROM " + described);
  return QueryOf(
      "SELECT sql AS createtab_stmt FROM (SELECT table_name AS name, sql FROM duckdb_tables() "
      "UNION "
      "ALL SELECT view_name, sql FROM duckdb_views()) WHERE lower(name) = lower(" +
      QuotedText(name.back().text) + ") AND (SELECT count(*) FROM " + described + ") > 0 LIMIT 1");
}

void Parser::SkipSparkStorage() {
  constexpr std::array<std::string_view, 7> kFormats = {"parquet", "orc",  "csv", "json",
                                                        "avro",    "text", "hive"};
  while (true) {
    const bool stored = tokens_.IsWord("stored") && tokens_.IsAt(1, Keyword::kAs);
    if (tokens_.Is(Keyword::kUsing) || stored) {
      if (stored) tokens_.Next();
      tokens_.Next();
      const Token& format = tokens_.Peek();
      const std::string name = AsciiLower(ParseLabel("a file format").text);
      if (std::find(kFormats.begin(), kFormats.end(), name) == kFormats.end()) {
        tokens_.FailUnsupported("a table in the format \"" + name + "\"", format.range());
      }
    } else if (tokens_.AcceptWord("partitioned")) {
      tokens_.Expect(Keyword::kBy);
      ParseNameList();
    } else if (tokens_.AcceptWord("options") || tokens_.AcceptWord("tblproperties")) {
      SkipParentheses();
    } else if (tokens_.Accept(Keyword::kComment)) {
      ParseStringValue();
    } else if (tokens_.IsWord("location")) {
      tokens_.FailUnsupported(
          "LOCATION of a table", tokens_.Peek().range(),
          "CREATE VIEW name AS FROM 'file.parquet' reads files, and COPY ... TO "
          "writes them");
    } else {
      return;
    }
  }
}

}  // namespace lakebolt::sql
