#pragma once

#include <cstddef>
#include <string_view>

#include "sql/token.h"

namespace lakebolt::sql {

/// Is an operator or a mark of punctuation in a text; of no width where there is none.
struct ScannedOperator {
  TokenKind kind = TokenKind::kEndOfInput;
  size_t width = 0;
};

/// Finds the longest operator that begins at `begin`, where a character stands.
ScannedOperator ScanOperator(std::string_view sql, size_t begin);

}  // namespace lakebolt::sql
