#include "sql/lexer.h"

#include <limits>

#include "base/ascii.h"
#include "base/cancellation_scope.h"
#include "base/utf8.h"
#include "sql/character_class.h"
#include "sql/number_scan.h"
#include "sql/operator_scan.h"
#include "sql/utf8_scan.h"

namespace lakebolt::sql {

namespace {

class Lexer {
 public:
  Lexer(std::string_view sql, const LexicalOptions& options) : sql_(sql), options_(options) {}

  std::vector<Token> Run() {
    CheckText();
    while (SkipBlank()) ReadToken();
    Add(TokenKind::kEndOfInput, sql_.size());
    return std::move(tokens_);
  }

  std::vector<Token> RunStatement(size_t begin) {
    if (begin == 0) CheckText();  // once for all the statements of a text
    position_ = begin;
    while (SkipBlank()) {
      ReadToken();
      if (tokens_.back().kind == TokenKind::kSemicolon && tokens_.size() > 1) break;
      if (tokens_.back().kind == TokenKind::kSemicolon) tokens_.clear();
    }
    Add(TokenKind::kEndOfInput, position_);
    return std::move(tokens_);
  }

  PartialTokens RunPartial() {
    PartialTokens result;
    result.end = sql_.size();
    try {
      CheckText();
      while (SkipBlank()) ReadToken();
    } catch (const UserError& error) {
      result.end = error.range().begin;
      result.open = open_;
    }
    result.tokens = std::move(tokens_);
    return result;
  }

 private:
  char At(size_t index) const { return index < sql_.size() ? sql_[index] : '\0'; }
  char Peek(size_t ahead = 0) const { return At(position_ + ahead); }
  bool StartsWith(std::string_view text) const {
    return sql_.compare(position_, text.size(), text) == 0;
  }

  [[noreturn]] void Fail(const std::string& message, size_t begin, size_t end,
                         const std::string& hint = "") const {
    throw UserError(ErrorCode::kSyntax, message,
                    {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, hint);
  }

  /// Fails because the text ends before the token that begins at `begin` does.
  [[noreturn]] void FailOpen(const std::string& message, size_t begin, size_t end,
                             const std::string& hint) {
    open_ = true;
    Fail(message, begin, end, hint);
  }

  /// Quotes at most a line's worth of the text from `begin`.
  std::string Excerpt(size_t begin) const {
    constexpr size_t kLongest = 30;
    size_t end = begin;
    while (end < sql_.size() && end - begin < kLongest && sql_[end] != '\n') ++end;
    while (end < sql_.size() && end > begin && IsUtf8Continuation(sql_[end])) --end;
    return "\"" + std::string(sql_.substr(begin, end - begin)) + "\"";
  }

  void CheckText() const {
    if (sql_.size() >= std::numeric_limits<uint32_t>::max() / 2) {
      throw UserError(ErrorCode::kTooComplex, "the SQL text is longer than 2 GiB");
    }
    const size_t bad = WellFormedUtf8(sql_);
    if (bad < sql_.size()) Fail("the SQL text is not valid UTF-8", bad, bad + 1);
  }

  void Add(TokenKind kind, size_t end, Keyword keyword = Keyword::kNone) {
    Token token;
    token.kind = kind;
    token.keyword = keyword;
    token.begin = static_cast<uint32_t>(position_);
    token.end = static_cast<uint32_t>(end);
    if (kind == TokenKind::kLeftParen)
      open_parens_.push_back(static_cast<uint32_t>(tokens_.size()));
    if (kind == TokenKind::kRightParen && !open_parens_.empty()) {
      token.partner = open_parens_.back();
      tokens_[token.partner].partner = static_cast<uint32_t>(tokens_.size());
      open_parens_.pop_back();
    }
    tokens_.push_back(token);
    position_ = end;
  }

  /// Skips white space and comments; returns false at the end of the text.
  bool SkipBlank() {
    while (position_ < sql_.size()) {
      const char c = sql_[position_];
      if (IsAsciiSpace(c)) {
        ++position_;
      } else if (c == '-' && Peek(1) == '-') {
        const size_t newline = sql_.find_first_of("\r\n", position_);
        position_ = newline == std::string_view::npos ? sql_.size() : newline;
      } else if (c == '/' && Peek(1) == '*') {
        SkipBlockComment();
      } else if (const size_t width = UnicodeSpaceWidth(sql_, position_); width > 0) {
        position_ += width;
      } else {
        return true;
      }
    }
    return false;
  }

  void SkipBlockComment() {
    const size_t begin = position_;
    size_t depth = 0;
    do {
      if (position_ + 1 >= sql_.size()) {
        FailOpen("unterminated /* comment", begin, begin + 2, "close it with */; comments nest");
      }
      if (StartsWith("/*")) {
        ++depth;
        position_ += 2;
      } else if (StartsWith("*/")) {
        --depth;
        position_ += 2;
      } else {
        ++position_;
      }
    } while (depth > 0);
  }

  void ReadToken() {
    CheckCancellation();
    const char c = sql_[position_];
    if (IsStringQuote(c)) return ReadString(TokenKind::kString, position_ + 1);
    const bool quote_follows = IsStringQuote(Peek(1));
    if (options_.spark_syntax && quote_follows && (c == 'r' || c == 'R')) return ReadRawString();
    if (quote_follows && !options_.spark_syntax && (c == 'e' || c == 'E')) {
      return ReadString(TokenKind::kEscapeString, position_ + 2);
    }
    if (quote_follows && (c == 'x' || c == 'X')) return ReadString(TokenKind::kBlob, position_ + 2);
    if (quote_follows && !options_.spark_syntax && (c == 'b' || c == 'B')) {
      throw UserError(ErrorCode::kNotSupported, "bit strings (b'…') are not supported", Here(2));
    }
    if ((c == 'u' || c == 'U') && Peek(1) == '&' && (Peek(2) == '\'' || Peek(2) == '"')) {
      throw UserError(ErrorCode::kNotSupported, "strings with U& escapes are not supported",
                      Here(3), "write the characters themselves, or E'\\u00e9'");
    }
    if (options_.spark_syntax && c == '!' && (Peek(1) == '<' || Peek(1) == '>')) {
      return Add(Peek(1) == '<' ? TokenKind::kGreaterEqual : TokenKind::kLessEqual, position_ + 2);
    }
    if (c == '"' || c == '`') return ReadQuotedIdentifier(c);
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return ReadNumber();
    if (c == '$') return ReadDollar();
    if (c == '#' && IsDigit(Peek(1))) return ReadHashNumber();
    if (IsIdentifierStart(c)) return ReadWord();
    ReadOperator();
  }

  SourceRange Here(size_t width) const {
    return {static_cast<uint32_t>(position_), static_cast<uint32_t>(position_ + width)};
  }

  bool IsStringQuote(char c) const {
    return c == '\'' || (c == '"' && options_.double_quoted_strings);
  }

  /// Reads r'…', in which nothing is an escape.
  void ReadRawString() {
    const size_t close = sql_.find(Peek(1), position_ + 2);
    if (close == std::string_view::npos) {
      FailOpen("unterminated raw string at or near " + Excerpt(position_), position_, position_ + 2,
               std::string("close it with ") + Peek(1) + ", which it cannot hold");
    }
    Add(TokenKind::kString, close + 1);
  }

  /// Reads up to the closing quote; `body` is the first byte after the opening one.
  void ReadString(TokenKind kind, size_t body) {
    const char quote = sql_[body - 1];
    const bool escapes = kind == TokenKind::kEscapeString ||
                         (kind == TokenKind::kString && options_.backslash_escapes);
    size_t end = body;
    while (end < sql_.size()) {
      if (escapes && sql_[end] == '\\') {
        end += 2;
      } else if (sql_[end] != quote) {
        ++end;
      } else if (At(end + 1) == quote) {
        end += 2;
      } else {
        return Add(kind, end + 1);
      }
    }
    FailOpen("unterminated quoted string at or near " + Excerpt(position_), position_, body,
             std::string("close it with ") + quote + " ; a quote inside is written twice");
  }

  void ReadQuotedIdentifier(char quote) {
    size_t end = position_ + 1;
    while (end < sql_.size()) {
      if (sql_[end] != quote) {
        ++end;
      } else if (At(end + 1) == quote) {
        end += 2;
      } else {
        return Add(TokenKind::kQuotedIdentifier, end + 1);
      }
    }
    FailOpen("unterminated quoted name at or near " + Excerpt(position_), position_, position_ + 1,
             std::string("close it with ") + quote);
  }

  void ReadNumber() {
    const ScannedNumber number = ScanNumber(sql_, position_, options_.spark_syntax);
    if (number.is_clean) return Add(number.kind, number.end);
    Fail("trailing junk after the number in \"" +
             std::string(sql_.substr(position_, number.end - position_)) + "\"",
         position_, number.end, "put a space after the number, or write the name in double quotes");
  }

  void ReadHashNumber() { Add(TokenKind::kHashNumber, SkipDigits(sql_, position_ + 1)); }

  /// Reads a parameter `$1`, `$name`, or a string `$tag$…$tag$`.
  void ReadDollar() {
    size_t end = position_ + 1;
    if (IsDigit(At(end))) {
      while (IsDigit(At(end))) ++end;
      return Add(TokenKind::kParameter, end);
    }
    while (IsIdentifierStart(At(end)) || IsDigit(At(end))) ++end;
    if (At(end) != '$') {
      if (end == position_ + 1) Fail("syntax error at or near \"$\"", position_, end);
      return Add(TokenKind::kParameter, end);
    }
    const std::string_view delimiter = sql_.substr(position_, end + 1 - position_);
    const size_t close = sql_.find(delimiter, end + 1);
    if (close == std::string_view::npos) {
      FailOpen("unterminated dollar-quoted string at or near " + Excerpt(position_), position_,
               end + 1, "close it with " + std::string(delimiter));
    }
    Add(TokenKind::kDollarString, close + delimiter.size());
  }

  void ReadWord() {
    if (IsCurlyQuote(sql_, position_)) {
      Fail("syntax error at or near " + Excerpt(position_), position_, position_ + 3,
           "this is a typographic quote; use ' for strings and \" for names");
    }
    size_t end = position_ + 1;
    while (IsIdentifierPart(At(end))) {
      if (IsUtf8Lead(sql_[end]) && UnicodeSpaceWidth(sql_, end) > 0) break;
      ++end;
    }
    const std::string_view word = sql_.substr(position_, end - position_);
    const Keyword keyword = FindKeyword(word);
    if (options_.spark_syntax && (keyword == Keyword::kSelect || keyword == Keyword::kValues)) {
      MarkMinus();
    }
    Add(TokenKind::kIdentifier, end, keyword);
  }

  /// Makes the word MINUS before a query the EXCEPT that it is to Spark; elsewhere it is a name.
  void MarkMinus() {
    size_t next = tokens_.size();
    const auto stands_between = [](const Token& token) {
      return token.kind == TokenKind::kLeftParen || token.keyword == Keyword::kAll ||
             token.keyword == Keyword::kDistinct;
    };
    while (next > 0 && stands_between(tokens_[next - 1])) --next;
    if (next == 0 || tokens_[next - 1].kind != TokenKind::kIdentifier) return;
    Token& word = tokens_[next - 1];
    const std::string_view text = sql_.substr(word.begin, word.end - word.begin);
    if (AsciiLower(text) == "minus") word.keyword = Keyword::kExcept;
  }

  void ReadOperator() {
    const ScannedOperator found = ScanOperator(sql_, position_);
    if (found.width > 0) return Add(found.kind, position_ + found.width);
    const char c = sql_[position_];
    if (c == '\0') Fail("the SQL text holds a zero byte", position_, position_ + 1);
    Fail("syntax error at or near \"" + std::string(1, c) + "\"", position_, position_ + 1,
         "this character starts no token");
  }

  std::string_view sql_;
  LexicalOptions options_;
  size_t position_ = 0;
  std::vector<Token> tokens_;
  std::vector<uint32_t> open_parens_;
  bool open_ = false;  // the text ended within a token or comment
};

}  // namespace

std::vector<Token> Tokenize(std::string_view sql, const LexicalOptions& options) {
  return Lexer(sql, options).Run();
}

std::vector<Token> TokenizeStatement(std::string_view sql, size_t begin,
                                     const LexicalOptions& options) {
  return Lexer(sql, options).RunStatement(begin);
}

PartialTokens TokenizePartial(std::string_view sql, const LexicalOptions& options) {
  return Lexer(sql, options).RunPartial();
}

}  // namespace lakebolt::sql
