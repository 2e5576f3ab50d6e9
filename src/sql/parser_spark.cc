#include "base/ascii.h"
#include "sql/literal_text.h"
#include "sql/parser_core.h"

// Literals and operators that only Spark writes so; the parser asks for them under `spark_syntax`.

namespace lakebolt::sql {

namespace {

/// Names the type that a number's suffix gives it.
const char* TypeOfSuffix(char letter) {
  switch (AsciiLower(letter)) {
    case 'l': return "bigint";
    case 's': return "smallint";
    case 'y': return "tinyint";
    case 'f': return "float";
    default: return "double";
  }
}

}  // namespace

Parser::Infix Parser::PeekSparkInfix() const {
  switch (tokens_.Peek().kind) {
    case TokenKind::kCaret: return {Precedence::kBitXor, {}, "xor"};
    case TokenKind::kAmpersand: return {Precedence::kBitAnd, BinaryOperator::kBitAnd};
    case TokenKind::kShiftLeft: return {Precedence::kShift, BinaryOperator::kShiftLeft};
    case TokenKind::kShiftRight: return {Precedence::kShift, BinaryOperator::kShiftRight};
    case TokenKind::kTripleGreater: return {Precedence::kShift, {}, "shiftrightunsigned"};
    case TokenKind::kDoublePipe: return {Precedence::kAdditive, BinaryOperator::kConcat};
    case TokenKind::kCosineDistance:
      return {Precedence::kComparison, BinaryOperator::kIsNotDistinctFrom};
    default: break;
  }
  if (tokens_.IsWord("div")) return {Precedence::kMultiplicative, {}, "div"};
  return {};
}

ExpressionPtr Parser::TryParseNegativeTyped() {
  const Token& number = tokens_.Peek(1);
  if (number.kind != TokenKind::kSuffixedNumber) return nullptr;
  const std::string_view text = tokens_.Text(number);
  if (AsciiLower(text[text.size() - 2]) == 'b') return nullptr;  // decimals are negated as usual
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  return ParseSuffixedNumber(true, begin);
}

ExpressionPtr Parser::ParseSuffixedNumber(bool negative, uint32_t begin) {
  std::string text = DecodeNumber(tokens_.sql(), tokens_.Next());
  const char last = text.back();
  text.pop_back();
  auto node = Make<LiteralExpression>();
  if (AsciiLower(text.back()) == 'b') {
    text.pop_back();
    const bool exponent = text.find_first_of("eE") != std::string::npos;
    if (!exponent && text.find('.') == std::string::npos) text += '.';
    if (text.size() > 2 && text.rfind("0.", 0) == 0) text.erase(0, 1);
    node->literal_kind = exponent ? LiteralKind::kFloat : LiteralKind::kDecimal;
    node->text = std::move(text);
    return Seal(std::move(node), begin);
  }
  node->literal_kind = LiteralKind::kTyped;
  node->text = negative ? "-" + text : std::move(text);
  node->type = std::make_unique<TypeName>();
  node->type->name = TypeOfSuffix(last);
  node->type->range = tokens_.RangeFrom(begin);
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseBlob(const Token& digits, uint32_t begin) {
  auto node = Make<LiteralExpression>();
  node->literal_kind = LiteralKind::kBlob;
  node->text = DecodeBlob(tokens_.sql(), digits, options_);
  return Seal(std::move(node), begin);
}

ExpressionPtr Parser::ParseNegatedString() {
  const uint32_t begin = tokens_.Begin();
  tokens_.Next();
  auto node = Make<LiteralExpression>();
  node->literal_kind = LiteralKind::kString;
  node->text = ParseStringValue();
  if (node->text.rfind('-', 0) == 0) {
    node->text.erase(0, 1);
  } else {
    node->text.insert(0, 1, '-');
  }
  return Seal(std::move(node), begin);
}

}  // namespace lakebolt::sql
