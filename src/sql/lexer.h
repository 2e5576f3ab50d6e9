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

}  // namespace lakebolt::sql
