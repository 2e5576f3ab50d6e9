#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "sql/lexical_options.h"
#include "sql/token.h"

namespace lakebolt::sql {

/// Walks over the tokens of one SQL text and words the syntax errors.
class TokenStream {
 public:
  explicit TokenStream(std::string_view sql, const LexicalOptions& options = {});
  /// Walks over the one statement that begins at or after byte `begin`.
  TokenStream(std::string_view sql, size_t begin, const LexicalOptions& options);

  std::string_view sql() const { return sql_; }
  size_t end() const { return tokens_.back().end; }
  /// Returns the token `ahead` places on; the end of input for places past it.
  const Token& Peek(size_t ahead = 0) const;
  const Token& At(size_t index) const { return tokens_[index]; }
  size_t position() const { return position_; }
  void Seek(size_t position) { position_ = position; }
  /// Returns the token and steps over it; stays at the end of input.
  const Token& Next();

  bool Is(TokenKind kind) const { return Peek().kind == kind; }
  bool Is(Keyword keyword) const { return Peek().keyword == keyword; }
  bool IsAt(size_t ahead, TokenKind kind) const { return Peek(ahead).kind == kind; }
  bool IsAt(size_t ahead, Keyword keyword) const { return Peek(ahead).keyword == keyword; }
  /// Tells whether the token is this word, which is no keyword of its own; `word` in lower case.
  bool IsWord(std::string_view word, size_t ahead = 0) const;
  bool AcceptWord(std::string_view word);
  bool IsAny(std::initializer_list<Keyword> keywords) const;
  /// Tells whether the words ahead are exactly these, in order.
  bool IsSequence(std::initializer_list<Keyword> keywords) const;

  /// Steps over the token if it is this one.
  bool Accept(TokenKind kind);
  bool Accept(Keyword keyword);
  /// Steps over all the words if they stand ahead in this order.
  bool AcceptSequence(std::initializer_list<Keyword> keywords);
  /// Steps over the token, or fails; `what` describes it in the error.
  const Token& Expect(TokenKind kind, std::string_view what);
  void Expect(Keyword keyword);

  std::string_view Text(const Token& token) const {
    return sql_.substr(token.begin, token.end - token.begin);
  }
  /// Returns the byte where the next token begins.
  uint32_t Begin() const { return Peek().begin; }
  /// Returns the range from `begin` to the end of the last token taken.
  SourceRange RangeFrom(uint32_t begin) const;

  /// Remembers that the last token taken was an alias without AS: when the next token does not fit,
  /// that alias may be a misspelt keyword, and the error points at it.
  void MarkBareAlias() { bare_alias_ = position_; }

  /// Makes a keyword a plain word from here to the end of the parentheses around, `depth` of which
  /// may close before, but for calls of a function so named.
  void ForgetKeyword(Keyword keyword, size_t depth);

  /// Throws the syntax error for the token ahead. `expected` says what would fit: "a table name".
  [[noreturn]] void Fail(std::string_view expected) const;
  /// Throws kNotSupported: "`what` is not supported".
  [[noreturn]] void FailUnsupported(const std::string& what, SourceRange range,
                                    const std::string& hint = "") const;

 private:
  std::string HintFor(const Token& token, std::string_view expected) const;

  std::string_view sql_;
  std::vector<Token> tokens_;
  size_t position_ = 0;
  size_t bare_alias_ = SIZE_MAX;
};

}  // namespace lakebolt::sql
