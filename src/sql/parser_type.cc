#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.h"
#include "sql/interval_unit.h"
#include "sql/literal_text.h"
#include "sql/parser_core.h"
#include "sql/type_alias.h"

namespace lakebolt::sql {

TypeName Parser::ParseType() {
  const Nest nest(*this);
  const uint32_t begin = tokens_.Begin();
  TypeName type = ParseBaseType();
  type.range = tokens_.RangeFrom(begin);
  ParseTypeSuffixes(type);
  return type;
}

TypeName Parser::ParseBaseType() {
  const bool is_union = tokens_.Is(Keyword::kUnion) && tokens_.IsAt(1, TokenKind::kLeftParen);
  if (!IsName() && !is_union) tokens_.Fail("a type name");
  TypeName type;
  if (tokens_.IsAt(1, TokenKind::kDot) || tokens_.Is(TokenKind::kQuotedIdentifier) ||
      !IsTypeAlias(tokens_.Text(tokens_.Peek()))) {
    if (AcceptUserType(type)) return type;
  }
  const Token& first = tokens_.Next();
  std::string spelling(tokens_.Text(first));
  if (first.keyword == Keyword::kInterval) {
    type.name = "interval";
    const auto unit = FindIntervalUnit(tokens_.Text(tokens_.Peek()));
    if (tokens_.Is(TokenKind::kIdentifier) && unit) {  // INTERVAL YEAR TO MONTH is INTERVAL here
      ParseIntervalUnit();
      if (tokens_.Accept(Keyword::kTo)) ParseIntervalUnit();
    }
    return type;
  }
  const std::string longer = spelling + " " + std::string(tokens_.Text(tokens_.Peek()));
  if (tokens_.IsAny({Keyword::kPrecision, Keyword::kVarying}) && IsTypeAlias(longer)) {
    tokens_.Next();
    spelling = longer;
  }
  type.name = CanonicalTypeName(spelling);
  const bool local = options_.local_timestamps && AsciiLower(spelling) == "timestamp";
  if (type.name == "struct" || type.name == "row" || type.name == "union") {
    ParseFields(type);
  } else if (type.name == "tuple" && tokens_.Is(TokenKind::kLeftParen)) {
    type.name = "struct";
    ParseTupleTypes(type);
  } else if (type.name == "map") {
    ParseGenericArguments(type, 2);
  } else if (type.name == "array" || type.name == "list") {
    type.name = "list";
    ParseGenericArguments(type, 1);
  } else if (type.name == "enum" && tokens_.Is(TokenKind::kLeftParen)) {
    ParseEnumLabels(type);
  } else {
    if (tokens_.Is(TokenKind::kLeftParen)) ParseTypeParameters(type);
    ParseTimeZoneSuffix(type, local);
    if (options_.spark_syntax && type.name == "decimal" && type.parameters.empty()) {
      type.parameters = {10, 0};
    }
  }
  return type;
}

bool Parser::AcceptUserType(TypeName& type) {
  static constexpr std::string_view kBuiltIn[] = {"struct", "row",  "union", "map",     "array",
                                                  "list",   "enum", "tuple", "interval"};
  const Token& first = tokens_.Peek();
  const std::string word = AsciiLower(tokens_.Text(first));
  if (std::find(std::begin(kBuiltIn), std::end(kBuiltIn), word) != std::end(kBuiltIn)) return false;
  const bool quoted = first.kind == TokenKind::kQuotedIdentifier;
  const std::string longer = word + " " + std::string(tokens_.Text(tokens_.Peek(1)));
  const bool two_words = tokens_.IsAt(1, Keyword::kPrecision) || tokens_.IsAt(1, Keyword::kVarying);
  if (!quoted && two_words && IsTypeAlias(longer)) return false;
  type.path.push_back(ParseName("a type name"));
  while (tokens_.Is(TokenKind::kDot) && IsNameAt(1)) {
    tokens_.Next();
    type.path.push_back(ParseName("a type name"));
  }
  type.name = CanonicalTypeName(type.path.back().text);
  if (tokens_.Is(TokenKind::kLeftParen)) ParseTypeParameters(type);
  return true;
}

void Parser::AcceptUnsigned(TypeName& type) {
  const bool integer = type.name == "tinyint" || type.name == "smallint" ||
                       type.name == "integer" || type.name == "bigint";
  if (!integer || !tokens_.IsWord("unsigned")) return;
  type.range.end = tokens_.Next().range().end;
  type.name = "u" + type.name;
}

void Parser::ParseTupleTypes(TypeName& type) {
  tokens_.Next();
  ParseCommaList([&] {
    type.children.push_back(ParseType());
    type.field_names.emplace_back();
  });
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
}

void Parser::ParseEnumLabels(TypeName& type) {
  tokens_.Next();
  if (tokens_.Accept(TokenKind::kRightParen)) return;
  ParseCommaList([&] {
    const Token& label = tokens_.Expect(TokenKind::kString, "a label in quotes");
    type.field_names.push_back({DecodeString(tokens_.sql(), label, options_), true, label.range()});
  });
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
}

void Parser::ParseTypeParameters(TypeName& type) {
  tokens_.Next();
  if (tokens_.Accept(TokenKind::kRightParen)) return;
  const auto parse_number = [&] {
    const bool negative = tokens_.Accept(TokenKind::kMinus);
    const Token& token = tokens_.Expect(TokenKind::kInteger, "a number");
    constexpr size_t kMostDigits = 9;
    const std::string text = DecodeNumber(tokens_.sql(), token);
    if (text.size() > kMostDigits) {
      throw UserError(ErrorCode::kOutOfRange, "the type's parameter is too large", token.range());
    }
    type.parameters.push_back(negative ? -std::stoll(text) : std::stoll(text));
  };
  ParseCommaList(parse_number);
  tokens_.Expect(TokenKind::kRightParen, "\",\" or \")\"");
}

void Parser::ParseTimeZoneSuffix(TypeName& type, bool local) {
  if (type.name.rfind("time", 0) != 0) {
    if (type.name == "float" && !type.parameters.empty()) {  // float(24) is single precision
      constexpr int64_t kMostFloatBits = 24;
      if (type.parameters[0] > kMostFloatBits) type.name = "double";
      type.parameters.clear();
    }
    return;
  }
  // timestamp(3) is timestamp_ms: the precision picks the unit.
  if (type.name == "timestamp" && type.parameters.size() == 1) {
    static constexpr std::array<const char*, 10> kByPrecision = {
        "timestamp_s", "timestamp_ms", "timestamp_ms", "timestamp_ms", "timestamp",
        "timestamp",   "timestamp",    "timestamp_ns", "timestamp_ns", "timestamp_ns"};
    const int64_t precision = type.parameters[0];
    if (precision < 0 || precision >= static_cast<int64_t>(kByPrecision.size())) {
      throw UserError(ErrorCode::kOutOfRange, "a timestamp's precision is from 0 to 9",
                      tokens_.Peek().range());
    }
    type.name = kByPrecision[static_cast<size_t>(precision)];
    type.parameters.clear();
  }
  if (tokens_.AcceptSequence({Keyword::kWithout, Keyword::kTime, Keyword::kZone})) return;
  const bool zoned =
      tokens_.AcceptSequence({Keyword::kWith, Keyword::kLocal, Keyword::kTime, Keyword::kZone}) ||
      tokens_.AcceptSequence({Keyword::kWith, Keyword::kTime, Keyword::kZone});
  if (local) {
    type.name = "timestamp with time zone";
  } else if (zoned) {
    type.name = CanonicalTypeName(type.name + " with time zone");
  }
}

void Parser::ParseFields(TypeName& type) {
  if (type.name == "row") type.name = "struct";
  TokenKind close = TokenKind::kRightParen;
  if (!AcceptGenericOpen(close)) tokens_.Fail("\"(\" and the fields");
  do {
    type.field_names.push_back(ParseLabel("a field name"));
    tokens_.Accept(TokenKind::kColon);
    type.children.push_back(ParseType());
  } while (tokens_.Accept(TokenKind::kComma));
  ExpectGenericClose(close);
}

void Parser::ParseGenericArguments(TypeName& type, size_t count) {
  TokenKind close = TokenKind::kRightParen;
  if (!AcceptGenericOpen(close)) tokens_.Fail("\"(\" and the element's type");
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) tokens_.Expect(TokenKind::kComma, "\",\"");
    type.children.push_back(ParseType());
  }
  ExpectGenericClose(close);
}

bool Parser::AcceptGenericOpen(TokenKind& close) {
  if (tokens_.Accept(TokenKind::kLess)) {  // Spark: ARRAY<INT>
    close = TokenKind::kGreater;
    ++open_angles_;
    return true;
  }
  return tokens_.Accept(TokenKind::kLeftParen);
}

void Parser::ExpectGenericClose(TokenKind close) {
  if (close == TokenKind::kGreater) --open_angles_;
  if (close == TokenKind::kGreater && pending_angles_ > 0) {
    --pending_angles_;
    return;
  }
  const bool outer_is_open = close == TokenKind::kGreater && open_angles_ > 0;
  if (close == TokenKind::kGreater && open_angles_ > 1 &&
      tokens_.Accept(TokenKind::kTripleGreater)) {
    pending_angles_ = 2;
    return;
  }
  if (outer_is_open && tokens_.Accept(TokenKind::kShiftRight)) {
    pending_angles_ = 1;  // >> closes two: the outer type finds the other one here
    return;
  }
  tokens_.Expect(close, close == TokenKind::kGreater ? "\",\" or \">\"" : "\",\" or \")\"");
}

void Parser::ParseTypeSuffixes(TypeName& type) {
  const uint32_t begin = type.range.begin;
  uint32_t levels = 0;
  while (pending_angles_ == 0 &&
         (tokens_.Is(TokenKind::kLeftBracket) || tokens_.Is(Keyword::kArray))) {
    const bool word = tokens_.Accept(Keyword::kArray);
    TypeName outer;
    outer.name = "list";
    if (tokens_.Accept(TokenKind::kLeftBracket)) {
      if (tokens_.Is(TokenKind::kInteger)) {
        constexpr size_t kMostDigits = 9;
        const Token& token = tokens_.Next();
        const std::string size = DecodeNumber(tokens_.sql(), token);
        if (size.size() > kMostDigits) {
          throw UserError(ErrorCode::kOutOfRange, "the array's size is too large", token.range());
        }
        outer.name = "array";
        outer.parameters.push_back(std::stoll(size));
      }
      tokens_.Expect(TokenKind::kRightBracket, "\"]\"");
    } else if (!word) {
      return;
    }
    outer.children.push_back(std::move(type));
    outer.range = tokens_.RangeFrom(begin);
    type = std::move(outer);
    constexpr uint32_t kDeepestList = 100;
    if (++levels > kDeepestList) FailTooDeep(type.range);
  }
}

}  // namespace lakebolt::sql
