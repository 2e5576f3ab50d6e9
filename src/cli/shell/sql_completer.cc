#include "cli/shell/sql_completer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "base/settings.h"
#include "cli/shell/path_completions.h"
#include "cli/shell/statement_tables.h"
#include "sql/formatter.h"

namespace lakebolt {

namespace {

using sql::Keyword;
using sql::Token;
using sql::TokenKind;

bool StartsWithBlind(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         std::equal(start.begin(), start.end(), text.begin(),
                    [](char a, char b) { return AsciiLower(a) == AsciiLower(b); });
}

/// Returns where the statement that `tokens` end in begins.
size_t StatementStart(const std::vector<Token>& tokens) {
  for (size_t i = tokens.size(); i-- > 0;) {
    if (tokens[i].kind == TokenKind::kSemicolon) return tokens[i].end;
  }
  return 0;
}

bool BeginsClause(Keyword keyword) {
  switch (keyword) {
    case Keyword::kSelect:
    case Keyword::kFrom:
    case Keyword::kWhere:
    case Keyword::kGroup:
    case Keyword::kHaving:
    case Keyword::kOrder:
    case Keyword::kOn:
    case Keyword::kUsing:
    case Keyword::kSet: return true;
    default: return false;
  }
}

/// Lists the keywords of the grammar in upper case.
const std::vector<std::string>& Keywords() {
  static const std::vector<std::string> keywords = [] {
    std::vector<std::string> all;
#define LAKEBOLT_SQL_WORD(enumerator, text, keyword_class) all.push_back(AsciiUpper(text));
    LAKEBOLT_SQL_KEYWORDS(LAKEBOLT_SQL_WORD)
#undef LAKEBOLT_SQL_WORD
    std::sort(all.begin(), all.end());
    return all;
  }();
  return keywords;
}

}  // namespace

Completions SqlCompleter::Complete(const std::string& text, size_t cursor,
                                   const sql::LexicalOptions& options) {
  const std::string_view front = std::string_view(text).substr(0, cursor);
  const size_t begin = StatementStart(sql::TokenizePartial(front, options).tokens);
  Completions found = CompleteStatement(text.substr(begin), cursor - begin, options);
  found.begin += begin;
  found.end += begin;
  return found;
}

Completions SqlCompleter::CompleteStatement(std::string text, size_t cursor,
                                            const sql::LexicalOptions& options) {
  text_ = std::move(text);
  const std::string_view front = std::string_view(text_).substr(0, cursor);
  const sql::PartialTokens partial = sql::TokenizePartial(front, options);
  if (partial.open && front[partial.end] == '\'') {
    const bool closed = text_.find('\'', cursor) != std::string::npos;
    return CompletePath(front.substr(partial.end + 1), cursor, closed ? "" : "'");
  }
  quoted_ = partial.open && front[partial.end] == '"';
  if (!quoted_ && partial.end < front.size()) return {};

  found_ = {cursor, cursor, {}};
  start_.clear();
  std::vector<Token> before = partial.tokens;
  if (quoted_) {
    found_.begin = partial.end;
    start_ = front.substr(partial.end + 1);
  } else if (!before.empty() && before.back().end == cursor &&
             before.back().kind == TokenKind::kIdentifier) {
    found_.begin = before.back().begin;
    start_ = front.substr(found_.begin);
    before.pop_back();
  }
  const std::vector<Token> whole = sql::TokenizePartial(text_, options).tokens;
  if (before.size() >= 2 && before.back().kind == TokenKind::kDot) {
    const Token& qualifier = before[before.size() - 2];
    AddColumns(whole, std::string(front.substr(qualifier.begin, qualifier.end - qualifier.begin)));
    return std::move(found_);
  }
  switch (PlaceOf(before)) {
    case Place::kTable: AddTables(); break;
    case Place::kSetting: AddSettings(); break;
    case Place::kExpression: AddExpression(whole); break;
    case Place::kNothing: break;
  }
  return std::move(found_);
}

Completions SqlCompleter::CompleteTable(const std::string& text, size_t begin) {
  text_ = text;
  start_ = text.substr(begin);
  quoted_ = false;
  found_ = {begin, text.size(), {}};
  AddNames(words_->Tables());
  return std::move(found_);
}

SqlCompleter::Place SqlCompleter::PlaceOf(const std::vector<Token>& before) {
  if (before.empty()) return Place::kExpression;
  const Token& last = before.back();
  if (NamesTable(last.keyword)) return Place::kTable;
  const bool alone = before.size() == 1;
  if (alone && (last.keyword == Keyword::kSet || last.keyword == Keyword::kReset ||
                last.keyword == Keyword::kPragma)) {
    return Place::kSetting;
  }
  if (last.keyword == Keyword::kAs) return Place::kNothing;
  if (last.kind != TokenKind::kComma) return Place::kExpression;
  // Behind a comma stands what the clause is a list of.
  for (size_t i = before.size(); i-- > 0;) {
    if (before[i].kind == TokenKind::kLeftParen && before[i].partner == Token::kNoPartner) break;
    if (!BeginsClause(before[i].keyword)) continue;
    return before[i].keyword == Keyword::kFrom ? Place::kTable : Place::kExpression;
  }
  return Place::kExpression;
}

void SqlCompleter::AddWord(const std::string& name, const std::string& detail) {
  if (StartsWithBlind(name, start_)) found_.choices.push_back({name, detail});
}

/// Adds names as they must be written: in quotes where they are no plain words.
void SqlCompleter::AddNames(const std::vector<CatalogWord>& words) {
  for (const CatalogWord& word : words) {
    if (!StartsWithBlind(word.name, start_)) continue;
    std::string name = sql::QuoteIdentifier(word.name);
    if (quoted_ && name[0] != '"') name = '"' + name + '"';
    found_.choices.push_back({std::move(name), word.kind});
  }
}

void SqlCompleter::AddColumns(const std::vector<Token>& statement, const std::string& qualifier) {
  for (const NamedTable& table : FindStatementTables(text_, statement)) {
    if (!qualifier.empty() && AsciiLower(table.name) != AsciiLower(qualifier)) continue;
    AddNames(words_->ColumnsOf(table.source));
  }
  if (qualifier.empty() || !found_.choices.empty()) return;
  for (const CatalogWord& table : words_->Tables()) {
    if (AsciiLower(table.schema) == AsciiLower(qualifier)) AddNames({table});
  }
}

void SqlCompleter::AddExpression(const std::vector<Token>& statement) {
  AddColumns(statement, "");
  std::set<std::string> seen;  // a join's tables may have columns of one name
  std::erase_if(found_.choices,
                [&](const Completion& choice) { return !seen.insert(choice.text).second; });
  if (quoted_) return;
  for (const NamedTable& table : FindStatementTables(text_, statement)) {
    if (!table.name.empty()) AddWord(table.name, "table");
  }
  if (!start_.empty()) AddFunctions();
  AddKeywords();
}

void SqlCompleter::AddTables() {
  AddNames(words_->Tables());
  if (quoted_) return;
  std::set<std::string> schemas;
  for (const CatalogWord& table : words_->Tables()) schemas.insert(table.schema);
  for (const std::string& schema : schemas) AddWord(schema + ".", "schema");
  if (start_.empty()) return;
  for (const CatalogWord& function : words_->TableFunctions()) {
    AddWord(function.name + "(", function.kind);
  }
}

void SqlCompleter::AddFunctions() {
  for (const CatalogWord& function : words_->Functions()) {
    AddWord(function.name + "(", function.kind);
  }
}

void SqlCompleter::AddSettings() {
  for (const SettingInfo& setting : Settings::All()) AddWord(setting.name, setting.description);
}

/// Adds keywords, in the case in which the word was begun.
void SqlCompleter::AddKeywords() {
  const bool lower = !start_.empty() && start_[0] >= 'a' && start_[0] <= 'z';
  for (const std::string& keyword : Keywords()) {
    AddWord(lower ? AsciiLower(keyword) : keyword, "keyword");
  }
}

}  // namespace lakebolt
