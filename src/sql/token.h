#pragma once

#include <cstdint>

#include "base/error.h"
#include "sql/keyword.h"

namespace lakebolt::sql {

enum class TokenKind : uint8_t {
  kEndOfInput,
  kIdentifier,        ///< a bare word; `keyword` tells which
  kQuotedIdentifier,  ///< "x" or `x`
  kInteger,
  kDecimal,
  kFloat,
  kSuffixedNumber,  ///< 2L, 1.5BD (Spark)
  kString,          ///< '…'; r'…' (Spark)
  kEscapeString,    ///< E'…'
  kDollarString,    ///< $tag$…$tag$
  kBlob,            ///< x'…'
  kParameter,       ///< $1 or $name
  kQuestion,        ///< ?
  kHashNumber,      ///< #1
  kLeftParen,
  kRightParen,
  kLeftBracket,
  kRightBracket,
  kLeftBrace,
  kRightBrace,
  kComma,
  kSemicolon,
  kDot,
  kColon,
  kDoubleColon,
  kColonEqual,
  kEqualGreater,  ///< =>
  kEqual,         ///< = and ==
  kNotEqual,      ///< <> and !=
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kPlus,
  kMinus,
  kStar,
  kDoubleStar,
  kSlash,
  kDoubleSlash,
  kPercent,
  kCaret,
  kCaretAt,  ///< ^@
  kPipe,
  kDoublePipe,
  kAmpersand,
  kDoubleAmpersand,
  kShiftLeft,
  kShiftRight,
  kTripleGreater,   ///< >>>
  kDistance,        ///< <->
  kCosineDistance,  ///< <=>
  kArrow,
  kDoubleArrow,  ///< ->>
  kAtGreater,    ///< @>
  kLessAt,       ///< <@
  kAtSign,       ///< @
  kBang,         ///< !
  kTilde,
  kNotTilde,            ///< !~
  kTildeStar,           ///< ~*
  kNotTildeStar,        ///< !~*
  kDoubleTilde,         ///< ~~, LIKE
  kNotDoubleTilde,      ///< !~~
  kDoubleTildeStar,     ///< ~~*, ILIKE
  kNotDoubleTildeStar,  ///< !~~*
  kTripleTilde,         ///< ~~~, GLOB
};

/// Marks one token in the text; its value is decoded when the parser asks for it.
struct Token {
  static constexpr uint32_t kNoPartner = UINT32_MAX;

  TokenKind kind = TokenKind::kEndOfInput;
  Keyword keyword = Keyword::kNone;
  uint32_t begin = 0;
  uint32_t end = 0;
  /// The index of the token that closes or opens this parenthesis; kNoPartner without one.
  uint32_t partner = kNoPartner;

  SourceRange range() const { return {begin, end}; }
};

}  // namespace lakebolt::sql
