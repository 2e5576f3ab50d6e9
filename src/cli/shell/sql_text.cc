#include "cli/shell/sql_text.h"

#include "sql/lexer.h"

namespace lakebolt {

bool IsShellCommand(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && (text[begin] == '.' || text[begin] == '\\');
}

bool IsComplete(std::string_view sql, const sql::LexicalOptions& options) {
  const sql::PartialTokens partial = sql::TokenizePartial(sql, options);
  if (partial.open) return false;
  // What is no token cannot be mended by more text: it is run, and the error says what is wrong.
  if (partial.end < sql.size()) return sql.find(';', partial.end) != std::string_view::npos;
  return !partial.tokens.empty() && partial.tokens.back().kind == sql::TokenKind::kSemicolon;
}

bool IsBetweenStatements(std::string_view sql, const sql::LexicalOptions& options) {
  const sql::PartialTokens partial = sql::TokenizePartial(sql, options);
  const bool says_nothing = !partial.open && partial.tokens.empty() && partial.end == sql.size();
  return says_nothing || IsComplete(sql, options);
}

}  // namespace lakebolt
