#pragma once

#include <string_view>

#include "sql/lexical_options.h"

namespace lakebolt {

/// Tells whether `text` is a command to the shell, such as ".help" or "\d", and no SQL.
bool IsShellCommand(std::string_view text);

/// Tells whether `sql` ends with a semicolon outside of strings, names in quotes and comments, so
/// that nothing more need be read before it is run.
bool IsComplete(std::string_view sql, const sql::LexicalOptions& options = {});

/// Tells whether nothing is under way at the end of `sql`: it is complete, or of blanks and
/// comments.
bool IsBetweenStatements(std::string_view sql, const sql::LexicalOptions& options = {});

}  // namespace lakebolt
