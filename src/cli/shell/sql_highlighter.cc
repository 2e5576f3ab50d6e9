#include "cli/shell/sql_highlighter.h"

#include <algorithm>

#include "sql/lexer.h"

namespace lakebolt {

namespace {

using sql::Keyword;
using sql::KeywordClass;
using sql::Token;
using sql::TokenKind;

/// Gives tokens their colours; comments are what lies between them.
class Highlighter {
 public:
  Highlighter(std::string_view sql, size_t cursor, const sql::LexicalOptions& options)
      : sql_(sql), cursor_(cursor), partial_(sql::TokenizePartial(sql, options)) {}

  std::vector<StyledSpan> Run() {
    size_t at = 0;
    for (size_t i = 0; i < partial_.tokens.size(); ++i) {
      const Token& token = partial_.tokens[i];
      AddGap(at, token.begin);
      const TextStyle style = StyleOf(i);
      if (style != TextStyle::kPlain) spans_.push_back({token.begin, token.end, style});
      at = token.end;
    }
    AddGap(at, partial_.end);
    if (partial_.end < sql_.size()) spans_.push_back({partial_.end, sql_.size(), RestStyle()});
    return std::move(spans_);
  }

 private:
  void AddGap(size_t begin, size_t end) {
    begin = std::min(sql_.find_first_not_of(" \t\r\n", begin), end);
    if (begin < end) spans_.push_back({begin, end, TextStyle::kComment});
  }

  /// Colours an open string or comment as if it had ended, and anything else as a mistake.
  TextStyle RestStyle() const {
    if (!partial_.open) return TextStyle::kError;
    const std::string_view rest = sql_.substr(partial_.end);
    if (rest.starts_with("/*")) return TextStyle::kComment;
    return rest[0] == '"' || rest[0] == '`' ? TextStyle::kPlain : TextStyle::kString;
  }

  TextStyle StyleOf(size_t index) const {
    const Token& token = partial_.tokens[index];
    switch (token.kind) {
      case TokenKind::kIdentifier: return WordStyle(index);
      case TokenKind::kInteger:
      case TokenKind::kDecimal:
      case TokenKind::kFloat:
      case TokenKind::kSuffixedNumber: return TextStyle::kNumber;
      case TokenKind::kString:
      case TokenKind::kEscapeString:
      case TokenKind::kDollarString:
      case TokenKind::kBlob: return TextStyle::kString;
      case TokenKind::kParameter:
      case TokenKind::kQuestion: return TextStyle::kParameter;
      case TokenKind::kLeftParen:
      case TokenKind::kRightParen: return ParenthesisStyle(token);
      default: return TextStyle::kPlain;
    }
  }

  /// Marks a parenthesis next to the cursor and its partner; one that closes nothing is a mistake.
  TextStyle ParenthesisStyle(const Token& token) const {
    if (token.partner == Token::kNoPartner) {
      return token.kind == TokenKind::kRightParen ? TextStyle::kError : TextStyle::kPlain;
    }
    const Token& partner = partial_.tokens[token.partner];
    return AtCursor(token) || AtCursor(partner) ? TextStyle::kMatch : TextStyle::kPlain;
  }

  bool AtCursor(const Token& token) const {
    return token.kind == TokenKind::kRightParen ? token.end == cursor_ : token.begin == cursor_;
  }

  TextStyle WordStyle(size_t index) const {
    const Token& token = partial_.tokens[index];
    const TokenKind before = KindAt(index, -1);
    const TokenKind after = KindAt(index, 1);
    if (before == TokenKind::kDot) return TextStyle::kPlain;
    const bool known = token.keyword != Keyword::kNone;
    if (known && ClassOf(token.keyword) == KeywordClass::kReserved) return TextStyle::kKeyword;
    if (after == TokenKind::kLeftParen && !(known && NextToKeyword(index))) {
      return TextStyle::kFunction;
    }
    if (!known) return TextStyle::kPlain;
    if (ClassOf(token.keyword) != KeywordClass::kFree) return TextStyle::kKeyword;
    // Words that may be names are keywords where they open a statement or follow a keyword.
    const bool name = after == TokenKind::kComma || after == TokenKind::kDot ||
                      before == TokenKind::kComma || after == TokenKind::kEqual;
    const bool opens = index == 0 || before == TokenKind::kSemicolon;
    return opens || (!name && NextToKeyword(index)) ? TextStyle::kKeyword : TextStyle::kPlain;
  }

  bool NextToKeyword(size_t index) const {
    if (index == 0) return true;
    const Keyword before = partial_.tokens[index - 1].keyword;
    return before != Keyword::kNone && before != Keyword::kSelect && before != Keyword::kFrom &&
           before != Keyword::kAs;
  }

  TokenKind KindAt(size_t index, int step) const {
    const size_t at = index + static_cast<size_t>(step);
    return at < partial_.tokens.size() ? partial_.tokens[at].kind : TokenKind::kEndOfInput;
  }

  std::string_view sql_;
  size_t cursor_;
  sql::PartialTokens partial_;
  std::vector<StyledSpan> spans_;
};

}  // namespace

std::vector<StyledSpan> HighlightSql(std::string_view sql, size_t cursor,
                                     const sql::LexicalOptions& options) {
  return Highlighter(sql, cursor, options).Run();
}

}  // namespace lakebolt
