#pragma once

#include <string_view>
#include <vector>

#include "cli/format/text_style.h"
#include "sql/lexical_options.h"

namespace lakebolt {

/// Colours SQL as the lexer cuts it: keywords, functions, literals, comments, and the parentheses
/// around `cursor`.
std::vector<StyledSpan> HighlightSql(std::string_view sql, size_t cursor,
                                     const sql::LexicalOptions& options = {});

}  // namespace lakebolt
