#include "sql/token_stream.h"

#include <algorithm>

#include "base/ascii.h"
#include "sql/lexer.h"
#include "sql/misspelling.h"

namespace lakebolt::sql {

TokenStream::TokenStream(std::string_view sql, const LexicalOptions& options)
    : sql_(sql), tokens_(Tokenize(sql, options)) {}

TokenStream::TokenStream(std::string_view sql, size_t begin, const LexicalOptions& options)
    : sql_(sql), tokens_(TokenizeStatement(sql, begin, options)) {}

const Token& TokenStream::Peek(size_t ahead) const {
  return tokens_[std::min(position_ + ahead, tokens_.size() - 1)];
}

const Token& TokenStream::Next() {
  const Token& token = tokens_[position_];
  if (token.kind != TokenKind::kEndOfInput) ++position_;
  return token;
}

bool TokenStream::IsWord(std::string_view word, size_t ahead) const {
  const Token& token = Peek(ahead);
  const std::string_view text = Text(token);
  if (token.kind != TokenKind::kIdentifier || text.size() != word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (AsciiLower(text[i]) != word[i]) return false;
  }
  return true;
}

bool TokenStream::AcceptWord(std::string_view word) {
  if (!IsWord(word)) return false;
  Next();
  return true;
}

bool TokenStream::IsAny(std::initializer_list<Keyword> keywords) const {
  return std::find(keywords.begin(), keywords.end(), Peek().keyword) != keywords.end();
}

bool TokenStream::IsSequence(std::initializer_list<Keyword> keywords) const {
  size_t ahead = 0;
  for (const Keyword keyword : keywords) {
    if (!IsAt(ahead++, keyword)) return false;
  }
  return true;
}

bool TokenStream::Accept(TokenKind kind) {
  if (!Is(kind)) return false;
  ++position_;
  return true;
}

bool TokenStream::Accept(Keyword keyword) {
  if (!Is(keyword)) return false;
  ++position_;
  return true;
}

bool TokenStream::AcceptSequence(std::initializer_list<Keyword> keywords) {
  if (!IsSequence(keywords)) return false;
  position_ += keywords.size();
  return true;
}

const Token& TokenStream::Expect(TokenKind kind, std::string_view what) {
  if (!Is(kind)) Fail(what);
  return Next();
}

void TokenStream::Expect(Keyword keyword) {
  if (!Accept(keyword)) Fail(KeywordUpper(keyword));
}

SourceRange TokenStream::RangeFrom(uint32_t begin) const {
  const uint32_t end = position_ == 0 ? begin : tokens_[position_ - 1].end;
  return {begin, std::max(begin, end)};
}

std::string TokenStream::HintFor(const Token& token, std::string_view expected) const {
  if (token.kind == TokenKind::kIdentifier) {
    const std::vector<std::string> near = MisspeltKeywords(Text(token), expected);
    if (!near.empty()) return DidYouMean(Text(token), near);
  }
  const bool wants_name = expected.find("name") != std::string_view::npos ||
                          expected.find("expression") != std::string_view::npos;
  std::string hint = "expected " + std::string(expected);
  if (token.keyword != Keyword::kNone && wants_name &&
      ClassOf(token.keyword) >= KeywordClass::kFunctionOnly) {
    hint += "; " + KeywordUpper(token.keyword) +
            " is a reserved word, in double quotes it can be a name";
  }
  if (token.kind != TokenKind::kEndOfInput) return hint;
  for (size_t i = tokens_.size(); i-- > 0;) {
    if (tokens_[i].kind == TokenKind::kLeftParen && tokens_[i].partner == Token::kNoPartner) {
      const auto line = 1 + std::count(sql_.begin(), sql_.begin() + tokens_[i].begin, '\n');
      return hint + "; the \"(\" at byte " + std::to_string(tokens_[i].begin + 1) + ", line " +
             std::to_string(line) + ", is never closed";
    }
  }
  return hint;
}

void TokenStream::ForgetKeyword(Keyword keyword, size_t depth) {
  for (size_t i = position_; i + 1 < tokens_.size(); ++i) {
    Token& token = tokens_[i];
    if (token.kind == TokenKind::kLeftParen) ++depth;
    if (token.kind == TokenKind::kRightParen && depth-- == 0) return;
    if (token.keyword == keyword && tokens_[i + 1].kind != TokenKind::kLeftParen) {
      token.keyword = Keyword::kNone;
    }
  }
}

void TokenStream::Fail(std::string_view expected) const {
  const Token* token = &Peek();
  if (bare_alias_ == position_ && position_ > 0) {
    const Token& alias = tokens_[position_ - 1];
    if (!MisspeltKeywords(Text(alias), "").empty()) token = &alias;
  }
  if (token->kind == TokenKind::kEndOfInput) {
    // The caret goes under the last byte of text, for there is none at the end of input.
    const uint32_t end = position_ > 0 ? tokens_[position_ - 1].end : token->begin;
    const uint32_t begin = end > 0 ? end - 1 : 0;
    throw UserError(ErrorCode::kSyntax, "syntax error at end of input", {begin, begin + 1},
                    HintFor(*token, expected));
  }
  constexpr size_t kLongestShown = 60;
  std::string shown(Text(*token));
  if (shown.size() > kLongestShown) {
    size_t cut = kLongestShown;
    while (cut > 0 && (static_cast<unsigned char>(shown[cut]) & 0xC0U) == 0x80U) --cut;
    shown = shown.substr(0, cut) + "…";
  }
  throw UserError(ErrorCode::kSyntax, "syntax error at or near \"" + shown + "\"", token->range(),
                  HintFor(*token, expected));
}

void TokenStream::FailUnsupported(const std::string& what, SourceRange range,
                                  const std::string& hint) const {
  throw UserError(ErrorCode::kNotSupported, what + " is not supported", range, hint);
}

}  // namespace lakebolt::sql
