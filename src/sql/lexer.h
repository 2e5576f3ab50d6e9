#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/lexical_options.h"
#include "sql/token.h"

namespace lakebolt::sql {

/// Cuts SQL text into tokens by PostgreSQL's lexical rules; the last token is kEndOfInput, and
/// parentheses know their partners. Throws kSyntax for text that is no token: an open string or
/// comment, a stray byte, invalid UTF-8.
std::vector<Token> Tokenize(std::string_view sql, const LexicalOptions& options = {});

/// Cuts one statement into tokens: those from byte `begin` on to its semicolon, or to the end of
/// the text; kEndOfInput stands behind them.
std::vector<Token> TokenizeStatement(std::string_view sql, size_t begin,
                                     const LexicalOptions& options);

/// Holds the tokens of text that may be unfinished: those before the first piece that is none.
struct PartialTokens {
  std::vector<Token> tokens;  // without kEndOfInput
  size_t end = 0;             // where that piece begins; the size of the text without one
  bool open = false;          // the piece is a string, name or comment that has not ended yet
};

/// Cuts text that is still being written into tokens. Throws nothing.
PartialTokens TokenizePartial(std::string_view sql, const LexicalOptions& options = {});

}  // namespace lakebolt::sql
