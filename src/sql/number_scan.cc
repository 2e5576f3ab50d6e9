#include "sql/number_scan.h"

#include "sql/character_class.h"
#include "sql/utf8_scan.h"

namespace lakebolt::sql {

namespace {

char At(std::string_view sql, size_t index) {
  return index < sql.size() ? sql[index] : '\0';
}

char LowerAt(std::string_view sql, size_t index) {
  return static_cast<char>(At(sql, index) | 0x20);
}

bool IsDigitOfBase(char c, int base) {
  if (base <= 10) return c >= '0' && c < '0' + base;
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Reads the number without a suffix.
ScannedNumber ScanDigits(std::string_view sql, size_t begin) {
  const char prefix = LowerAt(sql, begin + 1);
  if (sql[begin] == '0' && (prefix == 'x' || prefix == 'o' || prefix == 'b')) {
    const int base = prefix == 'x' ? 16 : prefix == 'o' ? 8 : 2;
    const size_t end = SkipDigits(sql, begin + 2, base);
    if (end > begin + 2) return {TokenKind::kInteger, end};
  }
  TokenKind kind = TokenKind::kInteger;
  size_t end = SkipDigits(sql, begin);
  if (At(sql, end) == '.' && At(sql, end + 1) != '.') {
    kind = TokenKind::kDecimal;
    end = IsDigit(At(sql, end + 1)) ? SkipDigits(sql, end + 1) : end + 1;
  }
  if (LowerAt(sql, end) == 'e') {
    const size_t sign = At(sql, end + 1) == '+' || At(sql, end + 1) == '-' ? 1 : 0;
    if (IsDigit(At(sql, end + 1 + sign))) {
      kind = TokenKind::kFloat;
      end = SkipDigits(sql, end + 1 + sign);
    }
  }
  return {kind, end};
}

/// Returns the length of the suffix that gives a number of Spark its type.
size_t SuffixWidth(std::string_view sql, const ScannedNumber& number) {
  constexpr std::string_view kWholeSuffixes = "lsyfd";
  constexpr std::string_view kFractionSuffixes = "fd";
  const char letter = LowerAt(sql, number.end);
  const bool decimal = letter == 'b' && LowerAt(sql, number.end + 1) == 'd';
  const bool is_whole = number.kind == TokenKind::kInteger;
  const std::string_view known = is_whole ? kWholeSuffixes : kFractionSuffixes;
  const size_t width = decimal ? 2 : known.find(letter) != std::string_view::npos ? 1 : 0;
  return IsIdentifierPart(At(sql, number.end + width)) ? 0 : width;
}

}  // namespace

size_t SkipDigits(std::string_view sql, size_t at, int base) {
  while (IsDigitOfBase(At(sql, at), base) ||
         (At(sql, at) == '_' && IsDigitOfBase(At(sql, at + 1), base))) {
    ++at;
  }
  return at;
}

ScannedNumber ScanNumber(std::string_view sql, size_t begin, bool suffixes) {
  ScannedNumber number = ScanDigits(sql, begin);
  const size_t suffix = suffixes ? SuffixWidth(sql, number) : 0;
  if (suffix > 0) return {TokenKind::kSuffixedNumber, number.end + suffix};
  const bool is_followed =
      IsIdentifierPart(At(sql, number.end)) && UnicodeSpaceWidth(sql, number.end) == 0;
  if (!is_followed) return number;
  number.is_clean = false;
  while (IsIdentifierPart(At(sql, number.end))) ++number.end;
  return number;
}

}  // namespace lakebolt::sql
