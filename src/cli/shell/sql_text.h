#pragma once

#include <string_view>
#include <vector>

#include "cli/format/text_style.h"
#include "sql/lexical_options.h"

namespace lakebolt {

/// Tells whether `text` is a command to the shell, such as ".help" or "\d", and no SQL.
bool IsShellCommand(std::string_view text);

/// Tells whether `sql` ends with a semicolon outside of strings, names in quotes and comments, so
/// that nothing more need be read before it is run.
bool IsComplete(std::string_view sql, const sql::LexicalOptions& options = {});

/// Colours SQL as the lexer cuts it: keywords, functions, literals, comments, and the parentheses
/// around `cursor`.
std::vector<StyledSpan> HighlightSql(std::string_view sql, size_t cursor,
                                     const sql::LexicalOptions& options = {});

}  // namespace lakebolt
