#include "sql/operator_scan.h"

#include <array>
#include <cstdint>
#include <iterator>

namespace lakebolt::sql {

namespace {

struct OperatorSpelling {
  std::string_view text;
  TokenKind kind;
};

/// Lists operators and punctuation by first character, longer spellings before their prefixes.
constexpr OperatorSpelling kOperators[] = {
    {"!~~*", TokenKind::kNotDoubleTildeStar},
    {"!~~", TokenKind::kNotDoubleTilde},
    {"!~*", TokenKind::kNotTildeStar},
    {"!=", TokenKind::kNotEqual},
    {"!~", TokenKind::kNotTilde},
    {"!", TokenKind::kBang},
    {"%", TokenKind::kPercent},
    {"&&", TokenKind::kDoubleAmpersand},
    {"&", TokenKind::kAmpersand},
    {"(", TokenKind::kLeftParen},
    {")", TokenKind::kRightParen},
    {"**", TokenKind::kDoubleStar},
    {"*", TokenKind::kStar},
    {"+", TokenKind::kPlus},
    {",", TokenKind::kComma},
    {"->>", TokenKind::kDoubleArrow},
    {"->", TokenKind::kArrow},
    {"-", TokenKind::kMinus},
    {".", TokenKind::kDot},
    {"//", TokenKind::kDoubleSlash},
    {"/", TokenKind::kSlash},
    {"::", TokenKind::kDoubleColon},
    {":=", TokenKind::kColonEqual},
    {":", TokenKind::kColon},
    {";", TokenKind::kSemicolon},
    {"<>", TokenKind::kNotEqual},
    {"<=>", TokenKind::kCosineDistance},
    {"<=", TokenKind::kLessEqual},
    {"<->", TokenKind::kDistance},
    {"<<", TokenKind::kShiftLeft},
    {"<@", TokenKind::kLessAt},
    {"<", TokenKind::kLess},
    {"=>", TokenKind::kEqualGreater},
    {"==", TokenKind::kEqual},
    {"=", TokenKind::kEqual},
    {">=", TokenKind::kGreaterEqual},
    {">>>", TokenKind::kTripleGreater},
    {">>", TokenKind::kShiftRight},
    {">", TokenKind::kGreater},
    {"?", TokenKind::kQuestion},
    {"@>", TokenKind::kAtGreater},
    {"@", TokenKind::kAtSign},
    {"[", TokenKind::kLeftBracket},
    {"]", TokenKind::kRightBracket},
    {"^@", TokenKind::kCaretAt},
    {"^", TokenKind::kCaret},
    {"{", TokenKind::kLeftBrace},
    {"||", TokenKind::kDoublePipe},
    {"|", TokenKind::kPipe},
    {"}", TokenKind::kRightBrace},
    {"~~~", TokenKind::kTripleTilde},
    {"~~*", TokenKind::kDoubleTildeStar},
    {"~~", TokenKind::kDoubleTilde},
    {"~*", TokenKind::kTildeStar},
    {"~", TokenKind::kTilde},
};

constexpr size_t kAsciiCount = 128;

/// Gives, for each first character, the place of its first operator in kOperators.
constexpr std::array<uint8_t, kAsciiCount> FirstOperators() {
  std::array<uint8_t, kAsciiCount> first{};
  first.fill(std::size(kOperators));
  for (size_t i = std::size(kOperators); i-- > 0;) {
    first[static_cast<size_t>(kOperators[i].text[0])] = static_cast<uint8_t>(i);
  }
  return first;
}

}  // namespace

ScannedOperator ScanOperator(std::string_view sql, size_t begin) {
  static constexpr auto kFirst = FirstOperators();
  const auto byte = static_cast<unsigned char>(sql[begin]);
  if (byte >= kAsciiCount) return {};
  for (size_t i = kFirst[byte]; i < std::size(kOperators); ++i) {
    const OperatorSpelling& spelling = kOperators[i];
    if (spelling.text[0] != sql[begin]) break;
    if (sql.compare(begin, spelling.text.size(), spelling.text) == 0) {
      return {spelling.kind, spelling.text.size()};
    }
  }
  return {};
}

}  // namespace lakebolt::sql
