#include "sql/rename_column.h"

#include "sql/formatter.h"
#include "sql/literal_text.h"
#include "sql/token_stream.h"

namespace lakebolt::sql {

namespace {

bool SameName(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace

std::string RenameColumns(std::string_view sql, std::string_view from, std::string_view to) {
  TokenStream tokens(sql);
  std::string out;
  uint32_t copied = 0;
  while (!tokens.Is(TokenKind::kEndOfInput)) {
    const Token& token = tokens.Peek();
    const bool name =
        token.kind == TokenKind::kIdentifier || token.kind == TokenKind::kQuotedIdentifier;
    // f(x) calls a function, whatever the column's name.
    if (name && !tokens.IsAt(1, TokenKind::kLeftParen) &&
        SameName(DecodeIdentifier(sql, token), from)) {
      out += sql.substr(copied, token.begin - copied);
      out += QuoteIdentifier(to);
      copied = token.end;
    }
    tokens.Next();
  }
  return out + std::string(sql.substr(copied));
}

}  // namespace lakebolt::sql
