#pragma once

#include <cstddef>
#include <string_view>

#include "sql/token.h"

namespace lakebolt::sql {

/// Is a number in a text.
struct ScannedNumber {
  TokenKind kind = TokenKind::kInteger;
  size_t end = 0;
  bool is_clean = true;  // else letters follow at once, and `end` is behind these
};

/// Reads the number that begins at `begin` with a digit, or a point and a digit: 12, 0xFF, 1_000.5,
/// 2e-3 and, with `suffixes`, Spark's 2L and 1.5BD.
ScannedNumber ScanNumber(std::string_view sql, size_t begin, bool suffixes);

/// Returns where digits from `at` on end; single underscores may stand between them.
size_t SkipDigits(std::string_view sql, size_t at, int base = 10);

}  // namespace lakebolt::sql
