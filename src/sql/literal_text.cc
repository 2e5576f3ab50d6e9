#include "sql/literal_text.h"

#include <algorithm>

#include "base/utf8.h"
#include "sql/spark_string.h"

namespace lakebolt::sql {

namespace {

constexpr int kNotHex = -1;

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return kNotHex;
}

[[noreturn]] void FailEscape(size_t begin, size_t end, const std::string& message) {
  throw UserError(ErrorCode::kSyntax, message,
                  {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
                  "a backslash itself is written \\\\ in E'…'");
}

/// Takes off doubled `quote`s.
std::string Undouble(std::string_view body, char quote) {
  std::string out;
  out.reserve(body.size());
  for (size_t i = 0; i < body.size(); ++i) {
    out += body[i];
    if (body[i] == quote) ++i;
  }
  return out;
}

/// Resolves the escapes of E'…' strings, PostgreSQL's list.
class EscapeDecoder {
 public:
  EscapeDecoder(std::string_view body, size_t offset, char quote)
      : body_(body), offset_(offset), quote_(quote) {}

  std::string Run() {
    while (position_ < body_.size()) {
      const char c = body_[position_];
      if (c == '\\') {
        ReadEscape();
      } else {
        out_ += c;
        position_ += c == quote_ ? 2 : 1;
      }
    }
    if (!IsUtf8(out_)) {
      FailEscape(offset_, offset_ + body_.size(), "the escapes make a string that is no UTF-8");
    }
    return std::move(out_);
  }

 private:
  void ReadEscape() {
    const size_t begin = position_;
    const char letter = body_[position_ + 1];
    position_ += 2;
    switch (letter) {
      case 'b': out_ += '\b'; return;
      case 'f': out_ += '\f'; return;
      case 'n': out_ += '\n'; return;
      case 'r': out_ += '\r'; return;
      case 't': out_ += '\t'; return;
      case 'x': return AppendByte(begin, ReadDigits(16, 1, 2, begin));
      case 'u': return AppendCodePoint(begin, ReadDigits(16, 4, 4, begin));
      case 'U': return AppendCodePoint(begin, ReadDigits(16, 8, 8, begin));
      default: break;
    }
    if (letter >= '0' && letter <= '7') {
      --position_;
      return AppendByte(begin, ReadDigits(8, 1, 3, begin));
    }
    out_ += letter;  // PostgreSQL keeps any other character as it is
  }

  unsigned ReadDigits(int base, int fewest, int most, size_t begin) {
    unsigned value = 0;
    int count = 0;
    while (count < most && position_ < body_.size()) {
      const int digit = HexValue(body_[position_]);
      if (digit == kNotHex || digit >= base) break;
      value = value * static_cast<unsigned>(base) + static_cast<unsigned>(digit);
      ++position_;
      ++count;
    }
    if (count < fewest) FailAt(begin);
    return value;
  }

  void AppendByte(size_t begin, unsigned value) {
    if (value == 0 || value > 0xFF) FailAt(begin);
    out_ += static_cast<char>(value);
  }

  void AppendCodePoint(size_t begin, unsigned value) {
    if (value == 0 || !IsScalarValue(value)) FailAt(begin);
    AppendUtf8(value, out_);
  }

  [[noreturn]] void FailAt(size_t begin) const {
    FailEscape(offset_ + begin, offset_ + std::max(position_, begin + 2),
               "invalid escape in a string");
  }

  std::string_view body_;
  size_t offset_;
  char quote_;
  size_t position_ = 0;
  std::string out_;
};

/// Multiplies the decimal number in `digits` (least significant first) by `base`, adds `digit`.
void MultiplyAdd(std::string& digits, int base, int digit) {
  int carry = digit;
  for (char& c : digits) {
    carry += (c - '0') * base;
    c = static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  for (; carry > 0; carry /= 10) digits += static_cast<char>('0' + carry % 10);
}

std::string ToDecimal(std::string_view digits, int base, const Token& token) {
  constexpr size_t kMostDigits = 256;  // far past any integer type, and keeps this loop short
  if (digits.size() > kMostDigits) {
    throw UserError(ErrorCode::kOutOfRange, "the integer is too long", token.range());
  }
  std::string reversed;
  for (const char c : digits) MultiplyAdd(reversed, base, HexValue(c));
  if (reversed.empty()) return "0";
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

}  // namespace

std::string DecodeString(std::string_view sql, const Token& token, const LexicalOptions& options) {
  const std::string_view text = sql.substr(token.begin, token.end - token.begin);
  if (token.kind == TokenKind::kString) {
    if (text[0] == 'r' || text[0] == 'R') return std::string(text.substr(2, text.size() - 3));
    const std::string_view body = text.substr(1, text.size() - 2);
    if (!options.backslash_escapes) return Undouble(body, text[0]);
    if (options.spark_syntax) return DecodeSparkString(body, text[0]);
    return EscapeDecoder(body, token.begin + 1, text[0]).Run();
  }
  if (token.kind == TokenKind::kEscapeString) {
    const uint32_t body = text[0] == 'e' || text[0] == 'E' ? 2 : 1;
    return EscapeDecoder(text.substr(body, text.size() - body - 1), token.begin + body, text.back())
        .Run();
  }
  const size_t delimiter = text.find('$', 1) + 1;
  return std::string(text.substr(delimiter, text.size() - 2 * delimiter));
}

std::string DecodeBlob(std::string_view sql, const Token& token, const LexicalOptions& options) {
  const size_t prefix = token.kind == TokenKind::kBlob ? 2 : 1;
  std::string body(sql.substr(token.begin + prefix, token.end - token.begin - prefix - 1));
  if (options.spark_syntax && body.size() % 2 == 1) body.insert(0, 1, '0');
  std::string out;
  for (size_t i = 0; i < body.size(); i += 2) {
    const int high = HexValue(body[i]);
    const int low = i + 1 < body.size() ? HexValue(body[i + 1]) : kNotHex;
    if (high == kNotHex || low == kNotHex) {
      throw UserError(ErrorCode::kSyntax, "a blob is written x'…' with pairs of hexadecimal digits",
                      token.range());
    }
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string DecodeIdentifier(std::string_view sql, const Token& token) {
  const std::string_view text = sql.substr(token.begin, token.end - token.begin);
  if (token.kind != TokenKind::kQuotedIdentifier) return std::string(text);
  return Undouble(text.substr(1, text.size() - 2), text.front());
}

std::string DecodeNumber(std::string_view sql, const Token& token) {
  std::string text;
  for (const char c : sql.substr(token.begin, token.end - token.begin)) {
    if (c != '_') text += c;
  }
  if (token.kind != TokenKind::kInteger || text.size() < 3 || text[0] != '0') return text;
  const char prefix = static_cast<char>(text[1] | 0x20);
  const std::string_view digits = std::string_view(text).substr(2);
  if (prefix == 'x') return ToDecimal(digits, 16, token);
  if (prefix == 'o') return ToDecimal(digits, 8, token);
  if (prefix == 'b') return ToDecimal(digits, 2, token);
  return text;
}

}  // namespace lakebolt::sql
